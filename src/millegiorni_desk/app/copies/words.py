"""What is said of copies: in the foot of the rail, in the day's notices, in the settings."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

from millegiorni_desk.flows import copies, copy_trial
from millegiorni_desk.flows.copy_trial import Trial
from millegiorni_desk.flows.standing import last_backup
from millegiorni_desk.language import _
from millegiorni_desk.ui.dates import day_words
from millegiorni_desk.ui.parsing import number
from millegiorni_desk.vault.vault import Vault

_OLD_DAYS = 7


def foot(vault: Vault) -> tuple[str, str]:
    """What the foot of the rail says of the last copy, and of which kind it is. Reads the vault."""
    last, now = last_backup(vault), datetime.now().astimezone()
    if last is None:
        return _("Ancora nessuna copia"), "warning"
    trial = copy_trial.last(vault)
    if trial is not None and trial.problem:
        return _("La copia non si rilegge"), "warning"
    day = last.astimezone().date()
    words = _("Copia verificata: {day}").format(day=day_words(day, now.date()))
    return words, "warning" if (now.date() - day).days >= _OLD_DAYS else "quiet"


def notices(vault: Vault) -> list[str]:
    """What someone should know today: a copy that failed or does not read back, a stick that has not been seen."""
    told, trial = [], copy_trial.last(vault)
    if problem := copies.failed(vault):
        told.append(_("La copia di riserva non è riuscita. {problem}").format(problem=problem))
    if trial is not None and trial.problem:
        told.append(
            _("La prova della copia del {day:%d/%m} non è riuscita. {problem}").format(
                day=trial.copied, problem=trial.problem
            )
        )
    if days := copies.missing_place(vault, datetime.now(UTC)):
        told.append(
            _(
                "Da {days} giorni non vedo il secondo posto delle copie: se è una chiavetta, inseriscila."
            ).format(days=number(days))
        )
    return told


def tried(trial: Trial | None) -> str:
    """How the last trial went, in a sentence."""
    if trial is None:
        return _("Nessuna copia è ancora stata provata: il programma lo fa da solo ogni settimana.")
    if trial.problem:
        return trial.problem
    return _(
        "Provata il {when:%d/%m/%Y}: la copia del {day:%d/%m} si apre ed è intera. "
        "Persone: {people}, accessi: {accesses}."
    ).format(when=trial.when, day=trial.copied, people=number(trial.people), accesses=number(trial.accesses))


def size_words(size: int) -> str:
    """A size in bytes as people say it: ``340 MB``, ``1,2 GB``."""
    megabytes = size / 1_000_000
    if megabytes >= 1000:
        return f"{megabytes / 1000:.1f} GB".replace(".", ",")
    return f"{max(1, round(megabytes))} MB"


def shown(folder: str) -> str:
    """A folder as its system writes it: what is in one's own stands after ``~``, but not on Windows."""
    path, home = Path(folder), Path.home()
    if os.name == "nt" or not path.is_relative_to(home):
        return folder
    return str("~" / path.relative_to(home))
