"""What came of an import: how many rows, which were refused and why, and what to look at."""

from __future__ import annotations

from dataclasses import dataclass, field

from millegiorni_desk.flows.workbooks.columns import TITLES, Kind
from millegiorni_desk.language import _, plural
from millegiorni_desk.sheets.grid import Value


@dataclass(frozen=True)
class Rejected:
    """A row that was not imported: its number in the sheet, its cells as they stood, and why.

    ``repetition`` is above 1 for a row that equals an earlier one of the file in all that identifies it.
    """

    row_number: int
    cells: tuple[Value, ...]
    reason: str
    repetition: int = 1


@dataclass(frozen=True)
class Remark:
    """Something to look at in a row that was imported, or in the file as a whole (row 0)."""

    row_number: int
    text: str

    def __str__(self) -> str:
        if not self.row_number:
            return self.text
        return _("Riga {row_number}: {text}").format(row_number=self.row_number, text=self.text)


@dataclass(frozen=True)
class Near:
    """A new person (by the id of her card, with the row she first stands in) who may be someone else here."""

    row_number: int
    new_id: str
    other_id: str
    sentence: str


@dataclass
class Outcome:
    """The count of an import: ``rows = added + already + repeated + len(rejected)``; ``stopped``: nothing at all.

    ``already`` rows were in the vault before, with the same values; ``repeated`` ones equal an earlier row and
    were left out because it was asked; ``people`` is how many new people the rows brought. ``states`` says of
    each row what became of it: ``added``, ``already``, ``repeated``, ``rejected``, ``wrong`` what is wrong in
    which of its columns; ``twice`` counts rows that equal an earlier one and were not left out. ``titles`` are the
    headers as the workbook has them. With ``dry_run`` nothing was kept; else ``import_id`` names the import,
    if it wrote.
    """

    kind: Kind
    titles: tuple[str, ...]
    rows: int = 0
    added: int = 0
    already: int = 0
    people: int = 0
    rejected: list[Rejected] = field(default_factory=list)
    warnings: list[Remark] = field(default_factory=list)
    near: list[Near] = field(default_factory=list)
    repeated: int = 0
    twice: int = 0
    states: dict[int, str] = field(default_factory=dict)
    wrong: dict[int, dict[str, str]] = field(default_factory=dict)
    import_id: str = ""
    stopped: bool = False
    dry_run: bool = False

    def lines(self) -> list[str]:
        """The outcome in words, a line for each thing: the count, what was refused and why, what to look at."""
        if self.stopped:
            return [_("Interrotto: non ho scritto nulla. Importa di nuovo lo stesso file quando vuoi.")]
        added = (
            plural("{n} si aggiungerebbe", "{n} si aggiungerebbero", self.added)
            if self.dry_run
            else plural("{n} aggiunta", "{n} aggiunte", self.added)
        )
        refused = len(self.rejected)
        lines = [
            (
                _("{titles}: {rows}, {added}, {already}, {refused}.")
                if self.kind is Kind.MEETINGS
                else _("{titles}: {rows}, {added}, {already}, {refused}; persone nuove: {people}.")
            ).format(
                titles=TITLES[self.kind],
                rows=plural("{n} riga letta", "{n} righe lette", self.rows).format(n=self.rows),
                added=added.format(n=self.added),
                already=plural("{n} già presente", "{n} già presenti", self.already).format(n=self.already),
                refused=plural("{n} rifiutata", "{n} rifiutate", refused).format(n=refused),
                people=self.people,
            )
        ]
        if self.repeated:
            lines.append(_("Righe uguali a un'altra, lasciate fuori: {n}.").format(n=self.repeated))
        lines += [
            _("Riga {row_number} rifiutata: {reason}").format(row_number=one.row_number, reason=one.reason)
            for one in self.rejected
        ]
        return lines + [str(remark) for remark in self.warnings]
