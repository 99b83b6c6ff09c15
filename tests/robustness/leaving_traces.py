"""Works at a desk with a marker in every field, watched all the while, then locks or dies: run by test_leaks.

``python -m tests.robustness.leaving_traces VAULT WORKBOOK MARKER HOW COPY FOLDER…``; HOW is ``lock`` or ``kill``.
Prints every file that was seen to hold the marker in clear: the open ones, deleted or not, and those of the folders.
"""

import os
import signal
import sys
import threading
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from sqlmodel import SQLModel, select

from millegiorni_desk.areas.accesses import drafts
from millegiorni_desk.areas.monitoring import service as monitoring
from millegiorni_desk.areas.monitoring.yearly.pdf import report_pdf
from millegiorni_desk.areas.monitoring.yearly.word import report_docx
from millegiorni_desk.areas.monitoring.yearly.workbook import workbook_with_rows
from millegiorni_desk.areas.monitoring.yearly.year import gather
from millegiorni_desk.areas.people import attachments, reserved_notes
from millegiorni_desk.areas.people import service as people
from millegiorni_desk.areas.privacy import notices
from millegiorni_desk.errors import DeskError
from millegiorni_desk.flows import copies, copy_trial, desk, person_export, person_paper, syncing
from millegiorni_desk.flows.workbooks import import_workbook
from millegiorni_desk.flows.workbooks.rejected import rejected_workbook
from millegiorni_desk.vault import backup
from millegiorni_desk.vault.vault import Vault

from . import furnished

ROWS = 12


def models() -> list[type[SQLModel]]:
    """Every record there is, those of areas that come later too."""
    return [mapper.class_ for mapper in SQLModel._sa_registry.mappers]  # type: ignore[attr-defined]


def record(model: type[SQLModel], text: str) -> SQLModel:
    """One record with *text* in every text field, the rest filled with anything."""
    values: dict[str, Any] = {}
    for name, field in model.model_fields.items():
        kind = field.annotation
        if name == "id":
            continue
        if name == "house":
            values[name] = "BAR"
        elif kind in (str, str | None):
            values[name] = text
        elif kind == list[str]:
            values[name] = [text]
        elif kind == date:
            values[name] = date(2025, 3, 1)
        elif kind is int:
            values[name] = 1
    return model(**values)


def type_everywhere(vault: Vault, marker: str) -> None:
    """Record, change, look for and keep as a draft."""
    for model in models():
        with vault.save("leaks.add") as session:
            session.add_all(record(model, f"{marker} {number}") for number in range(ROWS))
    with vault.save("leaks.edit", note=marker) as session:
        for person in session.exec(select(furnished.Person)).all():
            person.notes = f"{marker} cambiato"
            session.add(person)
    people.find(vault, marker)
    people.likely_same(vault, furnished.Person(surname=marker, name=marker))
    drafts.keep(vault, "1", marker, {"notes": marker})
    vault.query(
        "SELECT DISTINCT person.notes || :text AS n FROM person, child ORDER BY n DESC", text=marker * 50
    )


def keep_apart(vault: Vault, marker: str) -> None:
    """What is kept otherwise than in a field: a reserved note, and a paper in pieces."""
    (person, *_) = people.page(vault, 0, 1)
    assert vault.seal_pair is not None
    reserved_notes.add(vault, person.id, f"{marker} riservata", [vault.seal_pair.public])
    paper = b"%PDF-1.4\n" + marker.encode() * 1_000
    kept = attachments.add(vault, person.id, "foglio.pdf", paper, marker)
    assert attachments.read(vault, kept.id, "preview") == paper


def make_papers(vault: Vault, workbook: Path) -> None:
    """What is printed and exported is made in memory; only where someone says is it written."""
    report = monitoring.compute(vault, date(2025, 1, 1), date(2025, 12, 31))
    year = gather(vault, report)
    assert report_pdf(year) and report_docx(year) and workbook_with_rows(vault, year)
    for person in people.page(vault, 0, 2):
        assert person_paper.to_pdf(vault, person_export.collect(vault, person.id))
        assert notices.pdf(vault, "ar", "BAR", beside_italian=True)
    outcome = import_workbook(vault, workbook)
    assert outcome.rejected and rejected_workbook(outcome)


def open_files_with(marker: bytes) -> list[str]:
    """The files this process holds open, deleted ones too, in which *marker* can be read."""
    found = []
    for entry in Path("/proc/self/fd").iterdir():
        try:
            if entry.is_file() and marker in entry.read_bytes().lower():
                found.append(os.readlink(entry))
        except OSError:
            continue
    return found


def spellings(text: str) -> list[bytes]:
    """How *text* may stand in a file: as UTF-8, and as the two orders of UTF-16."""
    return [text.encode(), text.encode("utf-16-le"), text.encode("utf-16-be")]


def files_with(marker: str, *folders: Path) -> list[Path]:
    """The files in *folders* in which *marker* can be read."""
    found = []
    for folder in folders:
        for path in folder.rglob("*"):
            try:
                content = path.read_bytes().lower() if path.is_file() else b""
            except OSError:
                # It was taken away meanwhile.
                continue
            found += [path] if any(one in content for one in spellings(marker)) else []
    return found


class Watcher:
    """Looks again and again, while work is done, for what lies in clear for a moment only."""

    def __init__(self, marker: str, folders: Sequence[Path]) -> None:
        self.seen: set[str] = set()
        self.rounds = 0
        self._marker, self._folders = marker, folders
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def _watch(self) -> None:
        while not self._over.is_set():
            self.look()

    def look(self) -> None:
        """Look once."""
        self.seen |= set(open_files_with(self._marker.encode()))
        self.seen |= {str(path) for path in files_with(self._marker, *self._folders)}
        self.rounds += 1

    def stop(self) -> None:
        """Look no more."""
        self._over.set()
        self._thread.join()


def main() -> None:
    """Leave what traces there are, and lock, or die without a word."""
    folder, workbook, marker, how, copy = (
        Path(sys.argv[1]),
        Path(sys.argv[2]),
        *sys.argv[3:5],
        Path(sys.argv[5]),
    )
    watcher = Watcher(marker, [Path(path) for path in sys.argv[6:]])
    vault = desk.open_desk(folder, "lucia", furnished.PASSPHRASE)
    type_everywhere(vault, marker)
    keep_apart(vault, marker)
    make_papers(vault, workbook)
    copies.make_now(vault)
    assert not copy_trial.try_newest(vault).problem
    backup.make(vault, copy)
    try:
        syncing.synchronise(vault)
    except DeskError as error:
        sys.stderr.write(error.message)
    watcher.stop()
    watcher.look()
    assert watcher.rounds > 2, "it was never looked at while it worked"
    print("\n".join(watcher.seen), flush=True)
    if how == "lock":
        vault.close()
        return
    with vault.save("leaks.last") as session:
        session.add_all(record(furnished.Person, f"{marker} {number}") for number in range(3_000))
        session.flush()
        print("\n".join(open_files_with(marker.encode())), flush=True)
        os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    main()
