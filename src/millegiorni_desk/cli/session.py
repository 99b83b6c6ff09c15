"""Opening a vault from the command line: user and passphrase from the environment or a prompt."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import typer

from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.language import _
from millegiorni_desk.vault.vault import Vault

USER = "MILLEGIORNI_USER"
PASSPHRASE_FILE = "MILLEGIORNI_PASSPHRASE_FILE"
ROAD_PASSWORD_FILE = "MILLEGIORNI_ROAD_PASSWORD_FILE"
STORE_FILE = "MILLEGIORNI_STORE_FILE"


@contextmanager
def opened(folder: Path) -> Iterator[Vault]:
    """The vault in *folder*, closed again at the end."""
    from millegiorni_desk.flows.desk import open_desk

    with open_desk(folder, user(), passphrase()) as vault:
        yield vault


def user() -> str:
    """Who opens: the environment's answer, or what is typed."""
    return os.environ.get(USER) or str(typer.prompt(_("Chi sei"), err=True))


def passphrase(new: bool = False) -> str:
    """The passphrase: the first line of the file named by the environment, or what is typed unseen."""
    file = os.environ.get(PASSPHRASE_FILE)
    if file:
        return _first_line(file, PASSPHRASE_FILE)
    typed: str = typer.prompt(_("Frase segreta"), hide_input=True, confirmation_prompt=new, err=True)
    return typed


def road_password(known: str) -> str:
    """The password of the server where bundles meet: the environment's, else *known*, else what is typed unseen."""
    file = os.environ.get(ROAD_PASSWORD_FILE)
    if file:
        return _first_line(file, ROAD_PASSWORD_FILE)
    return known or str(typer.prompt(_("Password del server di scambio"), hide_input=True, err=True))


def store_address() -> str:
    """The address of the merged store's database: the environment's file, else what is typed unseen.

    Never an argument: everybody on the computer sees those, and there is a password in it.
    """
    file = os.environ.get(STORE_FILE)
    if file:
        return _first_line(file, STORE_FILE).strip()
    prompt = _("Indirizzo del database (postgresql://utente:password@server/nome)")
    return str(typer.prompt(prompt, hide_input=True, err=True)).strip()


def secret_words(prompt: str) -> str:
    """The words of a paper sheet, typed unseen: whoever passes by reads nothing."""
    return str(typer.prompt(prompt, hide_input=True, err=True))


def _first_line(file: str, variable: str) -> str:
    try:
        # With the mark that Windows editors put before the text, too.
        first, *_unused = Path(file).read_text(encoding="utf-8-sig").splitlines() or [""]
    except (OSError, UnicodeDecodeError):
        raise InvalidValue(
            _(
                "Non riesco a leggere il file indicato in {variable}: controlla che ci sia e che sia di testo."
            ).format(variable=variable)
        ) from None
    if not first.strip():
        raise InvalidValue(
            _(
                "Il file indicato in {variable} non ha niente nella prima riga: scrivi lì quello che serve."
            ).format(variable=variable)
        )
    return first
