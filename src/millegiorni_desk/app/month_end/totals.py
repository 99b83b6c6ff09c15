"""*Chiusura del mese*, the counts before and after, house by house, in sight at every step."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal

from millegiorni_desk.flows.closing import books
from millegiorni_desk.flows.closing.books import Count, HouseBooks, Moved
from millegiorni_desk.language import _, in_context
from millegiorni_desk.ui.cards import Card
from millegiorni_desk.ui.chips import ChipGroup
from millegiorni_desk.ui.parsing import number
from millegiorni_desk.ui.spacing import respace
from millegiorni_desk.ui.tables import Column, Source, Table
from millegiorni_desk.ui.tasks import TaskBar

if TYPE_CHECKING:
    from millegiorni_desk.vault.vault import Vault

_MEASURES = (
    ("access", _("Accessi")),
    ("person", _("Persone")),
    ("pathway", _("Percorsi")),
    ("dote", _("Doti")),
)
_ROW = 25
_WHOLE = _("Rete")


class TotalsCard(Card):
    """What was held at the last minutes, what came since, what is held now; euros; and whether it balances.

    Counting a million rows takes seconds: it is done beside the window, and ``counted`` is emitted after it.
    """

    counted = Signal()

    def __init__(self, vault: Vault) -> None:
        super().__init__(_("Prima e dopo"))
        self._vault = vault
        self.count: Count | None = None
        self.measure = ChipGroup(_("Che cosa contare"), _MEASURES)
        self.measure.hide_label()
        self.measure.set_value("access")
        self.measure.changed.connect(self._show)
        self.heading.setStretchFactor(self.title, 0)
        self.heading.addSpacing(16)
        self.heading.addWidget(self.measure, 1000)
        respace(self.body, 4)
        self.table = Table(
            _("Prima e dopo, per casa"),
            (
                Column("house", _("Casa")),
                Column("before", in_context("conteggio", "Prima"), "number", 82),
                Column("new", _("Arrivati"), "number", 82),
                Column("now", in_context("conteggio", "Ora"), "number", 82),
                Column("euros_before", _("Euro prima"), "money", 108),
                Column("euros_now", _("Euro ora"), "money", 108),
                Column("balances", _("Quadra"), width=104),
            ),
            key="code",
            most_rows=8,
            row_height=_ROW,
            empty=_("Ancora nessuna casa nella rete."),
        )
        self.add(self.table)
        self._work = TaskBar()
        self.add(self._work)

    @property
    def balanced(self) -> bool:
        """Whether before and what arrived is what there is, and everything that was handed over is held."""
        return self.count is None or self.count.balances

    @property
    def accesses(self) -> int:
        """How many accesses are held now, of all houses."""
        return sum(one.records["access"].after for one in self._houses())

    def _houses(self) -> list[HouseBooks]:
        return [one for one in self.count.houses if one.house] if self.count else []

    def reload(self) -> None:
        """Count again."""
        vault = self._vault
        self._work.look(_("Conto"), lambda progress: books.count(vault), self._take, can_cancel=True)

    @property
    def busy(self) -> bool:
        """Whether it is counting."""
        return self._work.busy

    def _take(self, found: Count) -> None:
        self.count = found
        self._show()
        self.counted.emit()

    def _show(self) -> None:
        measure = str(self.measure.value()) or "access"
        rows = [self._row(each, measure) for each in self._houses()]
        self.table.show_rows(Source.of(rows))
        keys = ("before", "new", "now", "euros_before", "euros_now")
        sums: dict[str, Any] = {key: sum(row[key] for row in rows) for key in keys}
        balances = _("✓ tutto") if self.balanced else _("non quadra")
        self.table.show_sums({"house": _WHOLE, **sums, "balances": balances} if rows else None)

    def _row(self, each: HouseBooks, measure: str) -> dict[str, Any]:
        moved = each.records.get(measure, Moved(0, 0, 0))
        return {
            "code": each.house,
            "house": each.name,
            "before": moved.before,
            "new": moved.arrived,
            "now": moved.after,
            "euros_before": each.spent("before"),
            "euros_now": each.spent(),
            "balances": "✓" if each.balances else _lacks(each.handed - each.rows.after),
        }


def _lacks(count: int) -> str:
    if not count:
        return _("non quadra")
    return (
        _("mancano {count}").format(count=number(count))
        if count > 0
        else _("{count} in più").format(count=number(-count))
    )
