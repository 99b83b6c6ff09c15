"""The questions of a new dote: for what, how much, from which envelope, which document."""

from __future__ import annotations

from datetime import date
from typing import cast

from PySide6.QtCore import Signal

from millegiorni_desk.areas.doti import service
from millegiorni_desk.areas.doti.amounts import euros_in_words
from millegiorni_desk.areas.doti.checks import NewDote, Notice
from millegiorni_desk.areas.doti.view.lefts import LeftsView
from millegiorni_desk.language import _
from millegiorni_desk.network import service as network
from millegiorni_desk.ui import cards
from millegiorni_desk.ui.chips import ChipGroup
from millegiorni_desk.ui.choices import TickField
from millegiorni_desk.ui.forms import DateField, Form, MoneyField, PartialDate, TextField
from millegiorni_desk.vault.vault import Vault

_HELD_BY_FIELDS = frozenset({"amount_cents", "expense", "committed_on"})


class DoteForm(Form):
    """The form; ``weighed`` comes after each change, once the envelope and what speaks against it are shown.

    ``waits``: a second person must confirm what is asked for.
    """

    weighed = Signal()

    def __init__(self, vault: Vault) -> None:
        super().__init__()
        self._vault = vault
        self.person_id = self.pathway_id = ""
        self.add(
            "expense", ChipGroup(_("Per che cosa"), list(network.terms(vault, "expense").items()), number=1)
        )
        self.amount = self.add("amount_cents", MoneyField(_("Importo"), large=True))
        self.line = self.add("line_id", ChipGroup(_("Fondo e voce"), number=2))
        self.lefts = LeftsView()
        self.warning = cards.Notice("", "warning")
        self.waits = False
        for piece in (self.lefts, self.warning):
            self.add_widget(piece)
        self.add_row(
            supplier=TextField(_("Fornitore"), placeholder=_("per esempio Iren")),
            document=TextField(_("Documento")),
        )
        self.add_row(
            committed_on=DateField(_("Data"), year_alone=False), reason=TextField(_("Motivo in breve"))
        )
        self.add("discreet", TickField(_("Sulla ricevuta non scrivere per che cosa è")))
        self.body = self.add("body", ChipGroup(_("Ente che firma")))
        self.changed.connect(self.weigh)

    def begin(self, person_id: str, pathway_id: str = "") -> None:
        """Empty questions for that person, within that pathway where one is named."""
        self.person_id, self.pathway_id = person_id, pathway_id
        self.clear()
        lines = service.lines(self._vault)
        self.line.set_options(list(line_names(self._vault).items()))
        bodies = [(one.code, one.name) for one in network.bodies(self._vault, self._vault.house)]
        self.body.set_options(bodies)
        self.body.setVisible(len(bodies) > 1)
        self.set_values({"committed_on": PartialDate(date.today())})
        if len(lines) == 1:
            self.line.set_value(lines[0].id)
        self.weigh()

    def asked(self) -> NewDote:
        """The dote as far as it is filled in; raises ``InvalidValue`` for what cannot be read.

        Reads the fields without checking them, which would take away what is said beside them.
        """
        given = {name: field.value() for name, field in self.fields.items()}
        day = cast(PartialDate | None, given["committed_on"])
        return NewDote(
            person_id=self.person_id,
            line_id=str(given["line_id"]),
            expense=str(given["expense"]),
            amount_cents=cast(int | None, given["amount_cents"]) or 0,
            committed_on=day.day if day else date.today(),
            body=str(given["body"]) if not self.body.isHidden() else "",
            pathway_id=self.pathway_id or None,
            reason=str(given["reason"]),
            supplier=str(given["supplier"]),
            document=str(given["document"]),
            discreet=bool(given["discreet"]),
        )

    def weigh(self) -> None:
        """Show the amount in words, the envelope before and after, and what speaks against the dote."""
        if not all(_readable(field) for field in (self.amount, self.fields["committed_on"])):
            return
        asked = self.asked()
        self.amount.beside.setText(euros_in_words(asked.amount_cents) if asked.amount_cents else "")
        self._show_envelope(asked)
        self._show_notices(service.warnings(self._vault, asked))
        self.weighed.emit()

    def _show_envelope(self, asked: NewDote) -> None:
        known = bool(asked.line_id and self._vault.house)
        self.lefts.setVisible(known)
        if known:
            self.lefts.show_dote(self._vault, asked)

    def _show_notices(self, notices: list[Notice]) -> None:
        self.waits = any(notice.code == "approval" for notice in notices)
        for name in _HELD_BY_FIELDS:
            told = next((n.message for n in notices if n.field == name and n.stops), "")
            self.fields[name].show_problem(told)
        rest = [n.message for n in notices if not (n.stops and n.field in _HELD_BY_FIELDS)]
        self.warning.setVisible(bool(rest))
        self.warning.say(" ".join(rest))


def line_names(vault: Vault) -> dict[str, str]:
    """Budget lines by id, each under its fund's name; the line's own only where the fund has several."""
    funds = {fund.id: fund.name for fund in service.funds(vault)}
    lines = service.lines(vault)
    several = {fund for fund in funds if sum(line.fund_id == fund for line in lines) > 1}
    return {
        line.id: f"{funds.get(line.fund_id, '')} · {line.name}"
        if line.fund_id in several
        else funds.get(line.fund_id, "")
        for line in lines
    }


def _readable(field: object) -> bool:
    from millegiorni_desk.errors import InvalidValue

    try:
        field.value()  # type: ignore[attr-defined]
    except InvalidValue:
        return False
    return True
