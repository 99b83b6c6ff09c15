"""The network's sheets at the prompt: written as a PDF, proved by a word of each, then valid."""

from __future__ import annotations

import secrets
from datetime import date
from pathlib import Path

import typer

from millegiorni_desk.cli.files import write
from millegiorni_desk.cli.session import secret_words
from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.flows import devices, network_devices, network_sheets
from millegiorni_desk.language import _
from millegiorni_desk.network.documents import network_sheets_pdf
from millegiorni_desk.vault.vault import Vault


def make(vault: Vault, out: Path) -> None:
    """Write the sheets to *out*, ask for a word of each, and make them valid. Wrong words leave all as it was."""
    now = network_sheets.standing(vault)
    prepared = network_sheets.prepare(vault)
    pages = [(sheet.number, sheet.words, sheet.mark) for sheet in prepared]
    write(out, network_sheets_pdf(devices.network_name(vault), date.today(), pages, now.needed))
    typer.echo(
        _("Fogli scritti in {out}: stampali, poi cancella il file. Ora copia una parola da ciascuno.").format(
            out=out
        )
    )
    for sheet in prepared:
        at = secrets.randbelow(24) + 1
        word = typer.prompt(_("Foglio {number}: la parola numero {at}").format(number=sheet.number, at=at))
        if not sheet.is_proved(at, word):
            raise InvalidValue(
                _("Non è la parola numero {at} del foglio {number}: i fogli non valgono, ricomincia.").format(
                    at=at, number=sheet.number
                )
            )
    former = [
        secret_words(_("Parole di un foglio di prima ({n} di {needed})").format(n=n + 1, needed=now.needed))
        for n in range(now.needed if now.made else 0)
    ]
    network_sheets.entrust(vault, prepared, former)
    network_devices.announce(vault)
    typer.echo(_("I fogli della rete valgono da adesso: dalli a tre persone diverse."))
