"""The training vault is no desk of any network: it says so itself, and neither joins nor hands over."""

from __future__ import annotations

import shutil
from pathlib import Path

from millegiorni_desk import settings
from millegiorni_desk.errors import NotAllowed
from millegiorni_desk.language import N_, _
from millegiorni_desk.vault.key_slots import FILE_NAME as SLOTS
from millegiorni_desk.vault.vault import Vault

WORDS = N_("PROVA – dati inventati")
"""What stands on every screen and every paper of the training vault; on paper it stays Italian."""
_KEY = "training"


def folder() -> Path:
    """Where this computer keeps its one training vault, apart from every real one."""
    return settings.folder() / "prova"


def is_folder(place: Path | None) -> bool:
    """Whether *place* is the training vault's."""
    return place is not None and place == folder()


def made() -> bool:
    """Whether there is a training vault here."""
    return (folder() / SLOTS).exists()


def discard() -> None:
    """Throw the training vault away; it must be closed."""
    shutil.rmtree(folder(), ignore_errors=True)


def mark(vault: Vault) -> None:
    """Say in *vault* itself that everything in it is made up. Nothing takes this back."""
    vault.set_local(_KEY, "1")


def is_training(vault: Vault) -> bool:
    """Whether everything in *vault* is made up."""
    return bool(vault.local(_KEY, ""))


def refuse(vault: Vault) -> None:
    """Raise ``NotAllowed`` where *vault* is the training vault, before anything leaves it or comes in."""
    if is_training(vault):
        raise NotAllowed(
            _(
                "Questa è la prova, con dati inventati: non si consegna e non si riceve niente. Esci dalla prova."
            )
        )
