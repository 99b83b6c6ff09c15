"""Writing the rows of a register that can be written, group by group, inside one save."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sqlmodel import Session

from millegiorni_desk.errors import UserError
from millegiorni_desk.flows.workbooks import people_rows
from millegiorni_desk.flows.workbooks.answered import Answered
from millegiorni_desk.flows.workbooks.cards import Cards
from millegiorni_desk.flows.workbooks.columns import Kind
from millegiorni_desk.flows.workbooks.directory import Directory, Wanted
from millegiorni_desk.flows.workbooks.near import near_pairs
from millegiorni_desk.flows.workbooks.outcome import Outcome, Rejected, Remark
from millegiorni_desk.flows.workbooks.register import RegisterRows, ToWrite
from millegiorni_desk.flows.workbooks.rows import ReadRow
from millegiorni_desk.language import _
from millegiorni_desk.vault.vault import Vault

Progress = Callable[[int, int, str], object]
"""Called with how many rows are done, how many there are, and what they are called."""

_ROWS = "righe"


class Stop(Exception):
    """Someone asked to stop: raised inside the save, it undoes everything."""


@dataclass(frozen=True)
class Fit:
    """A row fit to be written: what was read, the id of its record, and whom it speaks of."""

    read: ReadRow
    id: str
    wanted: Wanted | None


@dataclass
class Run:
    """One import under way. ``undone`` are ids of records whose import was taken back.

    ``careful`` puts a savepoint around every group, so that a row that a service refuses goes alone. Inserting
    inside a savepoint takes five times as long (measured on 10,000 accesses), and hardly ever is one refused.
    """

    vault: Vault
    rows: RegisterRows
    directory: Directory
    outcome: Outcome
    answered: Answered
    undone: frozenset[str] = frozenset()
    careful: bool = False
    said: set[tuple[str, str]] = field(default_factory=set)
    new_people: dict[str, int] = field(default_factory=dict)


def write_all(
    run: Run, fit: list[Fit], progress: Progress | None, cancelled: Callable[[], bool] | None
) -> None:
    """Write the rows inside the save under way. Raises :class:`Stop` when asked to stop."""
    total = run.outcome.rows
    done = total - len(fit)
    with run.vault.save("import") as session:
        for start in range(0, len(fit), run.rows.at_once):
            if start and cancelled is not None and cancelled():
                raise Stop
            _write_group(run, fit[start : start + run.rows.at_once], session)
            if progress is not None:
                progress(done + min(start + run.rows.at_once, len(fit)), total, _ROWS)
    run.outcome.people = len(run.new_people)
    run.outcome.warnings += [Remark(0, sentence) for sentence in run.rows.closing()]
    run.outcome.near = near_pairs(run.vault, run.new_people)
    run.outcome.warnings += [Remark(one.row_number, one.sentence) for one in run.outcome.near]
    if progress is not None:
        progress(total, total, _ROWS)


def _write_group(run: Run, group: list[Fit], session: Session) -> None:
    existing = run.rows.existing([one.id for one in group])
    for one in group:
        if one.id in existing:
            _compare(run, one, existing[one.id])
    _write_rows(run, [one for one in group if one.id not in existing], session)


def _write_rows(run: Run, rows: list[Fit], session: Session) -> None:
    """Write rows together; where one fails all are undone, and each half is tried, down to the one that fails."""
    if not rows:
        return
    if not run.careful and run.rows.together:
        _write_together(run, rows)
        return
    mark = run.directory.mark()
    try:
        with session.begin_nested():
            _write_together(run, rows)
    except UserError as error:
        run.directory.back_to(mark)
        if len(rows) == 1:
            reject(run.outcome, rows[0].read, error.message)
            return
        half = len(rows) // 2
        _write_rows(run, rows[:half], session)
        _write_rows(run, rows[half:], session)


def _write_together(run: Run, rows: list[Fit]) -> None:
    cards = Cards(run.vault, run.undone)
    ready = []
    for one in rows:
        person = people_rows.bring(cards, run.directory, one.wanted, one.read.values) if one.wanted else None
        if person is not None and (person.is_new or person.changed):
            run.directory.keep(person.known)
        ready.append(ToWrite(one.id, one.read.values, person))
    cards.write()
    remarks = run.rows.write(ready)
    answers = run.answered.write(ready)
    for one, written, said, answer in zip(rows, ready, remarks, answers, strict=True):
        _count(run, one.read.row.number, written.person, (*said, *answer.remarks), answer.filled)


def _count(
    run: Run, number: int, person: people_rows.Brought | None, remarks: tuple[str, ...], filled: bool
) -> None:
    # A list of people writes cards only: someone whose card lacks nothing was there before.
    lacked = person is None or person.is_new or person.changed or filled
    there = run.rows.kind is Kind.PEOPLE and not lacked
    run.outcome.states[number] = "already" if there else "added"
    run.outcome.already += there
    run.outcome.added += not there
    run.outcome.warnings += [Remark(number, sentence) for sentence in remarks]
    if person is None:
        return
    if person.is_new:
        run.new_people[person.known.id] = number
    for subject, sentence in person.remarks:
        if (person.known.id, subject) not in run.said:
            run.said.add((person.known.id, subject))
            run.outcome.warnings.append(Remark(number, sentence))


def _compare(run: Run, one: Fit, record: Any) -> None:
    found = run.rows.differences(record, one.read.values)
    found += run.answered.differences(one.id, run.rows.person_of(record), one.read.values)
    known = run.directory.get(run.rows.person_of(record))
    if known is not None:
        found += people_rows.differences(known, one.read.values)
    if found:
        names = ", ".join(dict.fromkeys(found))
        reject(
            run.outcome,
            one.read,
            _("già importata con altri valori: {names}. Correggi la scheda nel programma.").format(
                names=names
            ),
        )
    else:
        run.outcome.states[one.read.row.number] = "already"
        run.outcome.already += 1


def reject(outcome: Outcome, read: ReadRow, reason: str) -> None:
    """Keep the row aside, as it stood, with its reason."""
    outcome.states[read.row.number] = "rejected"
    outcome.wrong[read.row.number] = read.wrong
    outcome.rejected.append(Rejected(read.row.number, read.row.cells, reason, read.repetition or 1))
