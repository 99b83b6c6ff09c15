"""What came of an import: how many rows, which were refused and why, and what to look at."""

from __future__ import annotations

from dataclasses import dataclass, field

from millegiorni_desk.flows.workbooks.columns import TITLES, Kind
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
        return f"Riga {self.row_number}: {self.text}" if self.row_number else self.text


@dataclass
class Outcome:
    """The count of an import: ``rows = added + already + len(rejected)`` unless it was ``stopped`` half way.

    ``already`` rows were in the vault before, with the same values; ``people`` is how many new people
    the rows brought. ``titles`` are the headers as the workbook has them. With ``dry_run`` nothing was kept.
    """

    kind: Kind
    titles: tuple[str, ...]
    rows: int = 0
    added: int = 0
    already: int = 0
    people: int = 0
    rejected: list[Rejected] = field(default_factory=list)
    warnings: list[Remark] = field(default_factory=list)
    stopped: bool = False
    dry_run: bool = False

    def lines(self) -> list[str]:
        """The outcome in words, a line for each thing: the count, what was refused and why, what to look at."""
        done = "si aggiungerebbero" if self.dry_run else "aggiunte"
        lines = [
            f"{TITLES[self.kind]}: {self.rows} righe lette, {self.added} {done}, {self.already} già presenti, "
            f"{len(self.rejected)} rifiutate; persone nuove: {self.people}."
        ]
        if self.stopped:
            lines.append(
                "Interrotto: quello che era già scritto resta. Importa di nuovo lo stesso file per finire."
            )
        lines += [f"Riga {one.row_number} rifiutata: {one.reason}" for one in self.rejected]
        return lines + [str(remark) for remark in self.warnings]
