"""Bringing a register into the vault: every row through its area's service, all of them in one save."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

from millegiorni_desk.errors import UserError
from millegiorni_desk.flows.workbooks import batches, people_rows
from millegiorni_desk.flows.workbooks.access_rows import AccessRows
from millegiorni_desk.flows.workbooks.answered import Answered
from millegiorni_desk.flows.workbooks.card_rows import CardRows
from millegiorni_desk.flows.workbooks.columns import NO_OTHERS, Kind
from millegiorni_desk.flows.workbooks.directory import Directory
from millegiorni_desk.flows.workbooks.dote_rows import DoteRows
from millegiorni_desk.flows.workbooks.identity import id_of
from millegiorni_desk.flows.workbooks.meeting_rows import MeetingRows
from millegiorni_desk.flows.workbooks.other_headers import remembered
from millegiorni_desk.flows.workbooks.outcome import Outcome, Remark
from millegiorni_desk.flows.workbooks.own_columns import own_columns
from millegiorni_desk.flows.workbooks.pathway_rows import PathwayRows
from millegiorni_desk.flows.workbooks.plan import Plan, register_by
from millegiorni_desk.flows.workbooks.reading import Register, read
from millegiorni_desk.flows.workbooks.register import RegisterRows
from millegiorni_desk.flows.workbooks.remembering import plan_for
from millegiorni_desk.flows.workbooks.rows import ReadRow, RowReader
from millegiorni_desk.flows.workbooks.words import Words
from millegiorni_desk.flows.workbooks.writing import Fit, Progress, Run, Stop, reject, write_all
from millegiorni_desk.language import _
from millegiorni_desk.sheets.grid import Book
from millegiorni_desk.sheets.reading import Stopped, read_book
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault
from millegiorni_sync.collecting import put_off


class _Undo(Exception):
    """Ends a trial run: raised inside its save, it undoes everything."""


def import_workbook(
    vault: Vault,
    source: Path | Book,
    kind: Kind | None = None,
    dry_run: bool = False,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
    plan: Plan | None = None,
    same_as: Mapping[str, str] = NO_OTHERS,
) -> Outcome:
    """Import a register, a file or what was read of it; without *kind* its headers say which one it is.

    *plan* says how it is to be read, else the one kept for its headers, else they must be ours. *same_as* says
    of a new card (its id, as :class:`Near` has it) whose card it is. A row is written or rejected with its reason,
    alone: no row undoes another. All rows are one durable save, and ids follow from the rows: on another desk of
    the house the same file brings in only what is missing. ``dry_run`` does all of it and keeps nothing.
    *cancelled* is asked often; then nothing is written. Raises ``WorkbookRefused`` for a file that is no such
    register.
    """
    vault.require(Permission.IMPORT)
    try:
        with put_off():
            return _imported(vault, source, kind, dry_run, progress, cancelled, plan, same_as)
    except (Stopped, Stop):
        return Outcome(kind or Kind.ACCESSES, (), stopped=True, dry_run=dry_run)


def _imported(
    vault: Vault,
    source: Path | Book,
    kind: Kind | None,
    dry_run: bool,
    progress: Progress | None,
    cancelled: Callable[[], bool] | None,
    plan: Plan | None,
    same_as: Mapping[str, str],
) -> Outcome:
    book = source if isinstance(source, Book) else read_book(source, cancelled)
    register = _register(vault, book, kind, plan)
    plan = plan or plan_for(vault, book)

    def attempt(careful: bool) -> Outcome:
        run, fit = _judged(vault, register, plan, same_as, cancelled)
        run.careful, run.outcome.dry_run = careful, dry_run
        return _written(run, fit, book.name, progress, cancelled)

    try:
        outcome = attempt(careful=False)
    except UserError:
        outcome = attempt(careful=True)
    outcome.rejected.sort(key=lambda one: one.row_number)
    outcome.warnings.sort(key=lambda one: one.row_number)
    return outcome


def _written(
    run: Run,
    fit: list[Fit],
    file: str,
    progress: Progress | None,
    cancelled: Callable[[], bool] | None,
) -> Outcome:
    """All rows in one save, with what is remembered of the import; a trial run undoes it."""
    vault = run.vault
    with suppress(_Undo), vault.save("import"):
        after = batches.clock(vault)
        write_all(run, fit, progress, cancelled)
        if run.outcome.dry_run:
            raise _Undo
        if batches.clock(vault) != after:
            run.outcome.import_id = batches.record(vault, run.outcome, file, after)
    return run.outcome


def _register(vault: Vault, book: Book, kind: Kind | None, plan: Plan | None) -> Register:
    if plan is None and kind is None:
        plan = plan_for(vault, book)
    if plan is not None:
        return register_by(plan, book)
    return read(book, Kind.of(kind) if kind else None, remembered(vault))


def _rows_of(vault: Vault, kind: Kind) -> RegisterRows:
    rows: dict[Kind, Callable[[Vault], RegisterRows]] = {
        Kind.ACCESSES: AccessRows,
        Kind.PATHWAYS: PathwayRows,
        Kind.DOTI: DoteRows,
        Kind.MEETINGS: MeetingRows,
        Kind.PEOPLE: CardRows,
    }
    return rows[kind](vault)


def _judged(
    vault: Vault,
    register: Register,
    plan: Plan | None,
    same_as: Mapping[str, str],
    cancelled: Callable[[], bool] | None,
) -> tuple[Run, list[Fit]]:
    """The rows that can be written, with their ids; the others are rejected."""
    rows = _rows_of(vault, register.kind)
    for permission in rows.permissions:
        vault.require(permission)
    outcome = Outcome(register.kind, register.titles, len(register.rows))
    outcome.warnings = [Remark(0, note) for note in register.notes]
    own = own_columns(vault, register.kind)
    reader = RowReader(register.headers, Words(vault), date.today(), own)
    answered = Answered(vault, register.kind, own)
    seen: dict[tuple[Any, ...], int] = {}
    times: Counter[tuple[Any, ...]] = Counter()
    undone = batches.undone_ids(vault)
    fit: list[Fit] = []
    for number, row in enumerate(register.rows):
        if cancelled is not None and number % 500 == 0 and cancelled():
            raise Stop
        found = reader.read(row)
        found.problems += rows.problems(found.values)
        for column, sentence in answered.problems(found.values):
            found.blame(column, sentence, unread=False)
        identity = None if found.unread & rows.identifying else rows.identity(found.values)
        if identity is not None and found.repetition is None:
            times[identity] += 1
            found.repetition = times[identity]
            if not _repeats(outcome, found, seen.setdefault(identity, row.number), plan):
                continue
        if found.problems or identity is None:
            reject(outcome, found, found.reason)
            continue
        record_id = _id(register.kind, identity, found.repetition, undone)
        fit.append(Fit(found, record_id, people_rows.wanted_of(found.values, record_id)))
    directory = Directory(vault, [one.wanted for one in fit if one.wanted], same_as)
    return Run(vault, rows, directory, outcome, answered, undone), fit


def _repeats(outcome: Outcome, found: ReadRow, first: int, plan: Plan | None) -> bool:
    """Whether the row is to be imported; one that equals an earlier one is said, or left out where it is asked."""
    number = found.row.number
    if first == number or found.problems or outcome.kind is Kind.PEOPLE:
        return True
    if plan is not None and plan.once:
        outcome.repeated += 1
        outcome.states[number] = "repeated"
        return False
    outcome.twice += 1
    outcome.warnings.append(
        Remark(number, _("dice la stessa cosa della riga {first}: conta due volte.").format(first=first))
    )
    return True


def _id(kind: Kind, identity: tuple[Any, ...], repetition: int | None, undone: frozenset[str]) -> str:
    """Always the same one, unless its import was taken back: then what was voided stays, and this is a new record."""
    found, attempt = id_of(kind, *identity, repetition), 0
    while found in undone:
        attempt += 1
        found = id_of(kind, *identity, repetition, "again", attempt)
    return found
