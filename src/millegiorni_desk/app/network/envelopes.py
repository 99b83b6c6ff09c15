"""*Rete, buste*: what each house was given, what is left by fund, line and house, and money in and out of them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from millegiorni_desk.app.network.money import MoneySection
from millegiorni_desk.areas.doti import remaining
from millegiorni_desk.areas.doti import service as doti
from millegiorni_desk.areas.doti.remaining import Left
from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.language import _
from millegiorni_desk.network import service as network
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Card
from millegiorni_desk.ui.chips import ChipGroup
from millegiorni_desk.ui.forms import ChoiceField, Form, MoneyField, TextField
from millegiorni_desk.ui.parsing import money
from millegiorni_desk.ui.tables import Column, Row, Source, Table
from millegiorni_desk.ui.wrap import Wrap

if TYPE_CHECKING:
    from millegiorni_desk.ui.shell import Shell
    from millegiorni_desk.vault.vault import Vault

_FIGURES = ("allocated", "planned", "committed", "paid", "left")
_BY_ENVELOPE, _BY_FUND, _BY_LINE, _BY_HOUSE = "envelope", "fund", "line", "house"


class EnvelopesSection(MoneySection):
    """Every envelope, or their sums; Enter takes one up, to put money in, take it out, or see who holds it."""

    def __init__(self, vault: Vault, shell: Shell) -> None:
        super().__init__(vault, shell)
        self.grouping = ChipGroup(
            _("Quanto resta"),
            [
                (_BY_ENVELOPE, _("Per busta")),
                (_BY_FUND, _("Per fondo")),
                (_BY_LINE, _("Per voce")),
                (_BY_HOUSE, _("Per casa")),
            ],
        )
        self.grouping.hide_label()
        self.grouping.set_value(_BY_ENVELOPE)
        self.grouping.changed.connect(self._show)
        self.table = Table(
            _("Buste"),
            (
                Column("house", _("Casa"), width=122),
                # The line before its fund: where there is no room for both, it is what tells the rows apart.
                Column("line", _("Voce e fondo")),
                Column("allocated", _("Assegnati"), "money", 86),
                Column("planned", _("Da confermare"), "money", 112),
                Column("committed", _("Da pagare"), "money", 86),
                Column("paid", _("Pagati"), "money", 86),
                Column("left", _("Restano"), "money", 80),
            ),
            empty=_("Nessuna busta ha ancora denaro."),
            most_rows=8,
        )
        self.table.opened.connect(self._take_up)
        listed = Card(_("Buste delle case"))
        listed.add(self.grouping)
        listed.add(self.table)
        for piece in (listed, self._moving_card(), self.work):
            self.add(piece)

    def _moving_card(self) -> Card:
        card = Card(_("Denaro di una busta"))
        self.form = Form()
        self.house, self.line = ChoiceField(_("Casa")), ChoiceField(_("Fondo e voce"))
        self.amount = MoneyField(_("Importo"))
        self.form.add_row(house=self.house, line=self.line, amount=self.amount)
        self.note = self.form.add("note", TextField(_("Nota"), placeholder=_("per esempio seconda tranche")))
        card.add(self.form)
        self.put_button = Button(_("Metti nella busta"), self.put, kind="primary")
        self.take_button = Button(_("Togli dalla busta"), self.take)
        self.held_button = Button(_("Chi tiene i soldi"), self._held, kind="quiet")
        card.add(Wrap(self.put_button, self.take_button, self.held_button))
        return card

    def reload(self) -> None:
        houses = {house.code: house.name for house in network.houses(self._vault)}
        self.house.set_options(list(houses.items()))
        self.line.set_options(list(self._line_names().items()))
        envelopes = self._show()
        beyond = sum(each.left < 0 for each in envelopes)
        self.told.emit(
            _("restano {left} €").format(left=money(sum(each.left for each in envelopes))),
            _("{beyond} oltre il limite").format(beyond=beyond) if beyond else "",
            "danger",
        )

    def _line_names(self) -> dict[str, str]:
        funds = {fund.id: fund.name for fund in doti.funds(self._vault)}
        return {line.id: f"{funds.get(line.fund_id, '')} · {line.name}" for line in doti.lines(self._vault)}

    def _show(self) -> list[Left]:
        """Show the sums as they are asked for; every envelope is given back."""
        vault = self._vault
        envelopes = remaining.by_envelope(vault)
        by = str(self.grouping.value()) or _BY_ENVELOPE
        found = {
            _BY_ENVELOPE: lambda: envelopes,
            _BY_FUND: lambda: remaining.by_fund(vault),
            _BY_LINE: lambda: remaining.by_line(vault),
            _BY_HOUSE: lambda: remaining.by_house(vault),
        }[by]()
        houses = {house.code: house.name for house in network.houses(vault)}
        funds = {fund.id: fund.name for fund in doti.funds(vault)}
        lines = {line.id: f"{line.name} · {funds.get(line.fund_id, '')}" for line in doti.lines(vault)}
        rows = [_row(each, houses, lines.get(each.line_id, funds.get(each.fund_id, ""))) for each in found]
        rows.sort(key=lambda row: (str(row["house"]), str(row["line"])))
        self.table.show_rows(Source.of(rows))
        sums = {key: sum(getattr(each, key) for each in envelopes) for key in _FIGURES}
        self.table.show_sums({"house": _("Rete"), **sums} if rows else None)
        return envelopes

    def _take_up(self, row: Row) -> None:
        if row["house_code"]:
            self.house.set_value(row["house_code"])
        if row["line_id"]:
            self.line.set_value(row["line_id"])
        self.amount.setFocus()

    def put(self) -> None:
        """Put the amount into the envelope."""
        self._move(False)

    def take(self) -> None:
        """Take the amount out of the envelope, as far as this device holds it."""
        self._move(True)

    def _chosen(self) -> tuple[str, str]:
        house, line = self.house.value(), self.line.value()
        if not house:
            raise InvalidValue(_("Scegli la casa."), "house")
        if not line:
            raise InvalidValue(_("Scegli il fondo e la voce."), "line")
        return house, line

    def _move(self, out: bool) -> None:
        vault, today = self._vault, date.today()

        def write() -> None:
            answers = self.form.values()
            house, line = self._chosen()
            cents = self.amount.value()
            if not cents:
                raise InvalidValue(_("Scrivi quanti euro, come 6.000,00."), "amount")
            move, back = (doti.withdraw, doti.allocate) if out else (doti.allocate, doti.withdraw)
            move(vault, house, line, cents, today, str(answers["note"]))
            said = _("{euros} € tolti dalla busta") if out else _("{euros} € nella busta")
            self._shell.say(said.format(euros=money(cents)), lambda: back(vault, house, line, cents, today))

        if self._try(self.form, write):
            self.amount.clear()
            self.note.clear()
            self.reload()

    def _held(self) -> None:
        def show() -> None:
            house, line = self._chosen()
            self._shell.open("envelope", f"{house} {line}")

        self._try(self.form, show)


def _row(each: Left, houses: dict[str, str], line: str) -> dict[str, Any]:
    figures = {key: getattr(each, key) for key in _FIGURES}
    return {
        "id": f"{each.house} {each.fund_id} {each.line_id}",
        "house_code": each.house,
        "line_id": each.line_id,
        "house": houses.get(each.house, each.house) if each.house else _("tutte"),
        "line": line or _("tutti"),
        **figures,
    }
