"""What the import wizard has so far: the file as read, how it is to be read, and what the trial said."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from millegiorni_desk.flows.workbooks import Kind, Outcome, Plan, import_workbook, keep_plan
from millegiorni_desk.flows.workbooks.foreign import Foreign, foreign_words
from millegiorni_desk.flows.workbooks.guessing import for_place, propose
from millegiorni_desk.flows.workbooks.plan import problems, register_by
from millegiorni_desk.flows.workbooks.reading import Register, titles_of
from millegiorni_desk.flows.workbooks.remembering import kept_plan
from millegiorni_desk.sheets.grid import Book, Sheet
from millegiorni_desk.sheets.reading import read_book
from millegiorni_desk.vault.vault import Vault

Progress = Callable[[int, int, str], None]


class Draft:
    """An import being prepared. Nothing here touches a widget; what takes time is called off the window's thread."""

    def __init__(self, vault: Vault) -> None:
        self.vault = vault
        self.path: Path | None = None
        self.book: Book | None = None
        self.plan = Plan(Kind.ACCESSES)
        self.register: Register | None = None
        self.words: list[Foreign] = []
        self.trial: Outcome | None = None
        self.done: Outcome | None = None
        self.same_as: dict[str, str] = {}
        self.remembered = False

    def read(self, path: Path, cancelled: Callable[[], bool]) -> None:
        """Read the file, and propose how to read it. Raises ``WorkbookRefused``."""
        book = read_book(path, cancelled)
        plan = propose(self.vault, book)
        self.path, self.book = path, book
        self.remembered = kept_plan(self.vault, self._titles_by(plan)) is not None
        self._take(plan)

    def place(self, sheet: str, header_row: int, kind: Kind) -> None:
        """Say where the headers stand and which register it is: the columns are proposed anew."""
        chosen = next(one for one in self.sheets if one.name == sheet)
        kept = kept_plan(self.vault, titles_of(chosen, header_row))
        same = kept is not None and kept.kind is kind
        self.remembered = same
        plan = kept if kept is not None and same else for_place(self.vault, chosen, header_row, kind)
        self._take(replace(plan, sheet=sheet, header_row=header_row))

    def change(self, plan: Plan) -> None:
        """Go on with another plan; what was tried before counts no more."""
        self.plan, self.trial, self.done, self.register = plan, None, None, None

    def _take(self, plan: Plan) -> None:
        self.change(plan)
        self.same_as = {}
        self.words = []

    @property
    def sheets(self) -> list[Sheet]:
        """The sheets of the file."""
        return list(self.book.sheets) if self.book else []

    @property
    def sheet(self) -> Sheet | None:
        """The sheet that the plan reads."""
        return next((one for one in self.sheets if one.name == self.plan.sheet), None) or (
            self.sheets[0] if self.sheets else None
        )

    @property
    def titles(self) -> tuple[str, ...]:
        """The headers that the plan reads."""
        return self._titles_by(self.plan)

    def _titles_by(self, plan: Plan) -> tuple[str, ...]:
        sheet = next((one for one in self.sheets if one.name == plan.sheet), None)
        return titles_of(sheet, plan.header_row) if sheet else ()

    @property
    def problems(self) -> list[str]:
        """Why the columns cannot be read yet."""
        return problems(self.plan, self.titles) if self.book else []

    def look_at_words(self) -> list[Foreign]:
        """The words of the coded columns, with what they are taken for."""
        if self.book is None or self.problems:
            return []
        self.register = register_by(self.plan, self.book)
        self.words = foreign_words(self.vault, self.register)
        return self.words

    @property
    def unknown(self) -> list[Foreign]:
        """The words that say no code themselves."""
        return [one for one in self.words if not one.known]

    def run(self, dry_run: bool, progress: Progress, cancelled: Callable[[], bool]) -> Outcome:
        """Try the import, or make it: the same work, kept or not. What was matched is remembered with the import."""
        if self.book is None:
            raise RuntimeError
        if self.register is None:
            self.register = register_by(self.plan, self.book)
        outcome = import_workbook(
            self.vault,
            self.book,
            dry_run=dry_run,
            progress=progress,
            cancelled=cancelled,
            plan=self.plan,
            same_as=self.same_as,
        )
        if dry_run:
            self.trial = outcome
        elif not outcome.stopped:
            keep_plan(self.vault, self.titles, self.plan)
            self.done = outcome
        return outcome
