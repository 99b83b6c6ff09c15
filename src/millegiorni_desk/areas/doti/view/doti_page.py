"""*Doti*: what is left in the envelopes, and every dote with its state and its receipt."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtWidgets import QWidget

from millegiorni_desk.areas.doti import service
from millegiorni_desk.areas.doti.amounts import format_euros
from millegiorni_desk.areas.doti.listing import DoteRow, DotiFilter
from millegiorni_desk.areas.doti.service import Envelope
from millegiorni_desk.areas.doti.view.dote_form import line_names
from millegiorni_desk.areas.people.pseudonym import pseudonym
from millegiorni_desk.changes import Changes
from millegiorni_desk.language import _
from millegiorni_desk.network import service as network
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Card, EmptyState, Entry
from millegiorni_desk.ui.charts import EnvelopeBar
from millegiorni_desk.ui.chips import ChipGroup
from millegiorni_desk.ui.page import Page
from millegiorni_desk.ui.shell import Shell
from millegiorni_desk.ui.spacing import column
from millegiorni_desk.ui.tables import Column, Row, Source, Table
from millegiorni_desk.ui.wrap import Wrap
from millegiorni_desk.vault.vault import Vault

_TABLES = ("dote", "ledger_entry", "receipt", "receipt_event", "person", "fund", "budget_line")
_MOST_BARS = 8


class DotiPage(Page):
    """Envelopes as bars above, the list below; Enter opens a dote."""

    def __init__(self, vault: Vault, shell: Shell) -> None:
        super().__init__(_("Doti"))
        self._vault, self._shell = vault, shell
        self._states = network.terms(vault, "dote_state")
        self._expenses = network.terms(vault, "expense")
        self.envelopes = Wrap(spacing=16, even=True)
        self.state_chips = ChipGroup(_("Stato"), [("", _("Tutte")), *self._states.items()])
        self.state_chips.hide_label()
        self.state_chips.set_value("")
        self.state_chips.changed.connect(self._show_list)
        self.table = Table(
            _("Doti"),
            [
                Column("committed_on", _("Impegno"), "date", width=105),
                Column("person", _("Persona")),
                Column("expense", _("Per che cosa"), width=170),
                Column("amount_cents", _("Importo"), "money", width=120),
                Column("state", _("Stato"), width=130),
                Column("receipt", _("Ricevuta"), width=170),
            ],
            empty=_("Nessuna dote da mostrare."),
        )
        self.table.opened.connect(lambda row: shell.open("dote", row["id"]))
        self.card = Card()
        for piece in (self.envelopes, self.state_chips):
            self.card.add(piece)
        self.card.add(self.table, 1)
        self.add(self.card, 1)
        self.nothing = EmptyState(
            _("Ancora nessuna dote"),
            _(
                "Si concede dal percorso di una persona, o da qui. Prima serve una busta: la mette il coordinamento."
            ),
            (_("Nuova dote"), self._new),
            icon="doti",
        )
        self.add(self.nothing)
        self.foot.add(Button(_("Ricevute"), lambda: shell.open("receipts"), icon="document"), left=True)
        self.foot.add(Button(_("Nuova dote"), self._new, kind="primary", keys="Ctrl+N", icon="add"))
        self._show()

    def refresh(self, changes: Changes) -> None:
        if changes.touches(*_TABLES):
            self._show()

    def first_focus(self) -> QWidget | None:
        return self.table.view if self.table.model.rowCount() else None

    def _new(self) -> None:
        self._shell.open("new-dote", None)

    def _held(self, key: str) -> None:
        self._shell.open("envelope", key)

    def _show(self) -> None:
        held = service.envelopes(self._vault, self._vault.house or None)
        total = service.list_doti(self._vault, limit=1).total
        self.card.setVisible(bool(total or held))
        self.nothing.setVisible(not (total or held))
        self.envelopes.empty()
        names = line_names(self._vault)
        houses = {house.code: house.name for house in network.houses(self._vault)}
        if not self._vault.house and len(held) > _MOST_BARS:
            # The coordination has every house's: here their sum, so that the list is in sight.
            self.envelopes.add(_all(held, partial(self._shell.open, "network", "envelopes")))
            held = []
        for one in held:
            where = "" if self._vault.house else f"{houses.get(one.house, one.house)} · "
            key = f"{one.house} {one.line_id}"
            self.envelopes.add(
                _envelope(
                    where + names.get(one.line_id, _("voce")),
                    one,
                    partial(self._held, key),
                )
            )
        self._show_list()

    def _show_list(self) -> None:
        wanted = DotiFilter(state=str(self.state_chips.value()))

        def rows(start: int, limit: int) -> Sequence[Row]:
            return [self._row(one) for one in service.list_doti(self._vault, wanted, start, limit).rows]

        self.table.show_rows(Source(lambda: service.list_doti(self._vault, wanted, limit=1).total, rows))

    def _row(self, one: DoteRow) -> Row:
        return {
            "id": one.id,
            "committed_on": one.committed_on.isoformat(),
            "person": f"{one.surname} {one.name}".strip() or pseudonym(one.person_id),
            "expense": self._expenses.get(one.expense, one.expense),
            "amount_cents": one.amount_cents,
            "state": self._states.get(one.state, one.state),
            "receipt": one.receipt or one.paper_receipt,
        }


def _envelope(name: str, one: Envelope, then: Callable[[], object]) -> QWidget:
    """One envelope: its name, what is left, the bar, and the way to who holds it."""
    return _bar(name, one.left, one.allocated, _("Chi tiene i soldi di questa busta"), then)


def _all(held: Sequence[Envelope], then: Callable[[], object]) -> QWidget:
    """All envelopes together, and the way to them."""
    left, allocated = sum(one.left for one in held), sum(one.allocated for one in held)
    name = _("{count} buste di tutta la rete").format(count=len(held))
    return _bar(name, left, allocated, _("Le buste, una per una"), then)


def _bar(name: str, left: int, allocated: int, leads: str, then: Callable[[], object]) -> QWidget:
    whole = QWidget()
    lines = column(whole, spacing=4)
    spoken = _("restano {left} di {allocated}").format(
        left=format_euros(left), allocated=format_euros(allocated)
    )
    opens = Entry(name, spoken)
    opens.setAccessibleDescription(leads)
    opens.clicked.connect(then)
    lines.addWidget(opens)
    bar = EnvelopeBar(name)
    bar.show_money(allocated, allocated - left, 0, spoken)
    lines.addWidget(bar)
    return whole
