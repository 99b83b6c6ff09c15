"""Trying a copy: it is put back in a folder of its own, opened as a user would open it, looked through, taken away.

Nothing of it is ever in clear on the disk: what is laid out is the copy's own encrypted files.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from millegiorni_desk.errors import DeskError, NotFound, VaultDamaged
from millegiorni_desk.flows import checking, copies
from millegiorni_desk.flows.copies import Copy
from millegiorni_desk.language import _
from millegiorni_desk.vault import audit, backup, opening
from millegiorni_desk.vault.backup import Progress, unheard
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault

_EVERY = timedelta(days=7)
_AGAIN = timedelta(days=1)
_TRIED = "copies_tried"
_FOLDER = "prova-di-ripristino"
_STEPS = 4


@dataclass(frozen=True)
class Trial:
    """How the last trial went: ``at`` an instant, the copy's ``number`` and ``made_at``, what was counted in it.

    ``problem`` is the sentence that says what was wrong; empty where nothing was.
    """

    at: str
    number: int
    made_at: str
    people: int = 0
    accesses: int = 0
    problem: str = ""

    @property
    def when(self) -> datetime:
        """When it was tried, local time."""
        return _local(self.at)

    @property
    def copied(self) -> datetime:
        """When the copy was made, local time."""
        return _local(self.made_at)


def _local(instant: str) -> datetime:
    return datetime.strptime(instant, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC).astimezone()


def last(vault: Vault) -> Trial | None:
    """The last trial, if there was any."""
    told = vault.local(_TRIED)
    return Trial(**told) if told else None


def due(vault: Vault, now: datetime) -> bool:
    """Whether a week has passed since a copy was tried; after one that failed, a day. A clock set back is no reason."""
    tried = last(vault)
    return tried is None or abs(now - tried.when) >= (_AGAIN if tried.problem else _EVERY)


def try_newest(vault: Vault, roots: Sequence[Path] = (), progress: Progress = unheard) -> Trial:
    """Try the newest copy that can be reached; what was wrong is in the trial. Raises ``NotFound`` without a copy."""
    for copy in copies.listed(vault, roots):
        if copy.state in copies.READABLE:
            return try_copy(vault, copy, progress)
    raise NotFound(_("Non c'è ancora nessuna copia da provare: fanne una adesso."))


def try_copy(vault: Vault, copy: Copy, progress: Progress = unheard) -> Trial:
    """Put *copy* back beside the vault, open it, look through it, take it away; remember how it went."""
    vault.require(Permission.BACK_UP)
    if copy.manifest is None:
        raise VaultDamaged(_("Questa copia è rovinata e non va usata."))
    number, made_at = copy.manifest.number, copy.manifest.made_at
    try:
        people, accesses = _go_through(vault, copy, progress)
        trial = Trial(audit.now(), number, made_at, people, accesses)
    except DeskError as error:
        trial = Trial(audit.now(), number, made_at, problem=error.message)
        vault.set_local(copies.DISTRUSTED, [number])
    vault.set_local(_TRIED, asdict(trial))
    vault.note("vault.copy_tested", copy=number, good=not trial.problem)
    return trial


def _go_through(vault: Vault, copy: Copy, progress: Progress) -> tuple[int, int]:
    """How many people and accesses were read in the copy."""
    folder = vault.folder / _FOLDER
    shutil.rmtree(folder, ignore_errors=True)
    try:
        progress(0, _STEPS, _("leggo la copia"))
        held = backup.check(copy.folder, vault.copy_key(copy.manifest.key if copy.manifest else ""))
        progress(1, _STEPS, _("la rimetto in una cartella di prova"))
        backup.put_back(copy.folder, folder)
        progress(2, _STEPS, _("la apro"))
        with opening.open_beside(vault, folder, held.key) as restored:
            progress(3, _STEPS, _("la controllo"))
            if faults := checking.storage(restored):
                raise VaultDamaged(faults[0])
            return (
                int(restored.scalar("SELECT count(*) FROM person")),
                int(restored.scalar("SELECT count(*) FROM access")),
            )
    finally:
        shutil.rmtree(folder, ignore_errors=True)
