"""Bringing a register into the vault: every row through its area's service, a chunk of rows in one save."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from sqlmodel import Session

from millegiorni_desk.errors import UserError, WorkbookRefused
from millegiorni_desk.flows.workbooks import people_rows
from millegiorni_desk.flows.workbooks.access_rows import AccessRows
from millegiorni_desk.flows.workbooks.cards import Cards
from millegiorni_desk.flows.workbooks.columns import Kind
from millegiorni_desk.flows.workbooks.directory import Directory, Wanted
from millegiorni_desk.flows.workbooks.dote_rows import DoteRows
from millegiorni_desk.flows.workbooks.identity import id_of
from millegiorni_desk.flows.workbooks.near import near_remarks
from millegiorni_desk.flows.workbooks.other_headers import remembered
from millegiorni_desk.flows.workbooks.outcome import Outcome, Rejected, Remark
from millegiorni_desk.flows.workbooks.pathway_rows import PathwayRows
from millegiorni_desk.flows.workbooks.reading import Register, read
from millegiorni_desk.flows.workbooks.register import RegisterRows, ToWrite
from millegiorni_desk.flows.workbooks.rows import ReadRow, read_row
from millegiorni_desk.flows.workbooks.words import Words
from millegiorni_desk.language import _
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault

CHUNK = 500

Progress = Callable[[int, int, str], object]
"""Called with how many rows are done, how many there are, and what they are called."""

_ROWS = "righe"


class _Undo(Exception):
    """Ends a trial run: raised inside its save, it undoes everything."""


@dataclass(frozen=True)
class _Row:
    """A row fit to be written: what was read, the id of its record, and whom it speaks of."""

    read: ReadRow
    id: str
    wanted: Wanted | None


@dataclass
class _Run:
    """One import under way."""

    vault: Vault
    rows: RegisterRows
    directory: Directory
    outcome: Outcome
    said: set[tuple[str, str]] = field(default_factory=set)
    new_people: dict[str, int] = field(default_factory=dict)


def import_workbook(
    vault: Vault,
    path: Path,
    kind: Kind | None = None,
    dry_run: bool = False,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Outcome:
    """Import the register at *path*; without *kind* its headers say which one it is.

    A row is written or rejected with its reason, alone: no row undoes another. Each chunk of rows is one
    durable save, and ids follow from the rows: after an interruption, or on another desk of the house, the
    same file brings in only what is missing. ``dry_run`` does all of it and keeps nothing. *cancelled* is
    asked after each chunk. Raises ``WorkbookRefused`` for a file that is no such register.
    """
    vault.require(Permission.IMPORT)
    register = read(path, Kind.of(kind) if kind else None, remembered(vault))
    rows = _rows_of(vault, register.kind)
    for permission in rows.permissions:
        vault.require(permission)
    outcome = Outcome(register.kind, register.titles, len(register.rows), dry_run=dry_run)
    outcome.warnings = [Remark(0, note) for note in register.notes]
    fit = _judged(vault, register, rows, outcome)
    wanted = [one.wanted for one in fit if one.wanted]
    run = _Run(vault, rows, Directory(vault, wanted), outcome)
    if dry_run:
        with suppress(_Undo), vault.save("import"):
            _write_all(run, fit, progress, cancelled)
            raise _Undo
    else:
        _write_all(run, fit, progress, cancelled)
    outcome.rejected.sort(key=lambda one: one.row_number)
    outcome.warnings.sort(key=lambda one: one.row_number)
    return outcome


def _rows_of(vault: Vault, kind: Kind) -> RegisterRows:
    if kind is Kind.MEETINGS:
        raise WorkbookRefused(
            _(
                "Gli incontri non si possono ancora importare: qui c'è solo il modello. "
                "Tieni il file da parte, non ho importato nulla."
            )
        )
    rows: dict[Kind, Callable[[Vault], RegisterRows]] = {
        Kind.ACCESSES: AccessRows,
        Kind.PATHWAYS: PathwayRows,
        Kind.DOTI: DoteRows,
    }
    return rows[kind](vault)


def _judged(vault: Vault, register: Register, rows: RegisterRows, outcome: Outcome) -> list[_Row]:
    """The rows that can be written, with their ids; the others are rejected."""
    words, today = Words(vault), date.today()
    seen: Counter[tuple[Any, ...]] = Counter()
    fit = []
    for row in register.rows:
        found = read_row(row, register.headers, words, today)
        found.problems += rows.problems(found.values)
        identity = None if found.unread & rows.identifying else rows.identity(found.values)
        if identity is not None and found.repetition is None:
            seen[identity] += 1
            found.repetition = seen[identity]
        if found.problems or identity is None:
            _reject(outcome, found, found.reason)
            continue
        record_id = id_of(register.kind, *identity, found.repetition)
        fit.append(_Row(found, record_id, people_rows.wanted_of(found.values, record_id)))
    return fit


def _write_all(
    run: _Run, fit: list[_Row], progress: Progress | None, cancelled: Callable[[], bool] | None
) -> None:
    total = run.outcome.rows
    done = total - len(fit)
    for start in range(0, len(fit), CHUNK):
        if start and cancelled is not None and cancelled():
            run.outcome.stopped = True
            break
        with run.vault.save("import") as session:
            for number in _write_chunk(run, fit[start : start + CHUNK], session):
                if progress is not None:
                    progress(done + start + number, total, _ROWS)
    run.outcome.people = len(run.new_people)
    run.outcome.warnings += [Remark(0, sentence) for sentence in run.rows.closing()]
    run.outcome.warnings += near_remarks(run.vault, run.new_people)
    if progress is not None and not run.outcome.stopped:
        progress(total, total, _ROWS)


def _write_chunk(run: _Run, chunk: list[_Row], session: Session) -> Iterator[int]:
    """Write a chunk, telling after each group of rows how many of the chunk are done."""
    for start in range(0, len(chunk), run.rows.at_once):
        group = chunk[start : start + run.rows.at_once]
        existing = run.rows.existing([one.id for one in group])
        for one in group:
            if one.id in existing:
                _compare(run, one, existing[one.id])
        _write_rows(run, [one for one in group if one.id not in existing], session)
        yield start + len(group)


def _write_rows(run: _Run, rows: list[_Row], session: Session) -> None:
    """Write rows together; where one fails all are undone, and each half is tried, down to the one that fails."""
    if not rows:
        return
    mark = run.directory.mark()
    try:
        with session.begin_nested():
            _write_together(run, rows)
    except UserError as error:
        run.directory.back_to(mark)
        if len(rows) == 1:
            _reject(run.outcome, rows[0].read, error.message)
            return
        half = len(rows) // 2
        _write_rows(run, rows[:half], session)
        _write_rows(run, rows[half:], session)


def _write_together(run: _Run, rows: list[_Row]) -> None:
    cards = Cards(run.vault)
    ready = []
    for one in rows:
        person = people_rows.bring(cards, run.directory, one.wanted, one.read.values) if one.wanted else None
        if person is not None:
            run.directory.keep(person.known)
        ready.append(ToWrite(one.id, one.read.values, person))
    cards.write()
    remarks = run.rows.write(ready)
    for one, written, said in zip(rows, ready, remarks, strict=True):
        _count(run, one.read.row.number, written.person, said)


def _count(run: _Run, number: int, person: people_rows.Brought | None, remarks: tuple[str, ...]) -> None:
    run.outcome.added += 1
    run.outcome.warnings += [Remark(number, sentence) for sentence in remarks]
    if person is None:
        return
    if person.is_new:
        run.new_people[person.known.id] = number
    for subject, sentence in person.remarks:
        if (person.known.id, subject) not in run.said:
            run.said.add((person.known.id, subject))
            run.outcome.warnings.append(Remark(number, sentence))


def _compare(run: _Run, one: _Row, record: Any) -> None:
    found = run.rows.differences(record, one.read.values)
    known = run.directory.get(run.rows.person_of(record))
    if known is not None:
        found += people_rows.differences(known, one.read.values)
    if found:
        names = ", ".join(dict.fromkeys(found))
        _reject(
            run.outcome,
            one.read,
            _("già importata con altri valori: {names}. Correggi la scheda nel programma.").format(
                names=names
            ),
        )
    else:
        run.outcome.already += 1


def _reject(outcome: Outcome, read: ReadRow, reason: str) -> None:
    outcome.rejected.append(Rejected(read.row.number, read.row.cells, reason, read.repetition or 1))
