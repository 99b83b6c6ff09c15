"""*Busta*: one envelope of a house, which of its devices holds how much, and money passed from one to another."""

from __future__ import annotations

from datetime import date
from typing import cast

from PySide6.QtWidgets import QWidget

from millegiorni_desk.areas.doti import remaining, service, shares
from millegiorni_desk.areas.doti.amounts import format_euros
from millegiorni_desk.areas.doti.checks import NewDote
from millegiorni_desk.areas.doti.shares import Holder
from millegiorni_desk.areas.doti.view.acts import Acts
from millegiorni_desk.areas.doti.view.dote_form import line_names
from millegiorni_desk.areas.doti.view.lefts import LeftsView
from millegiorni_desk.changes import Changes
from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.language import _
from millegiorni_desk.network import service as network
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Card, EmptyState, Notice
from millegiorni_desk.ui.forms import ChoiceField, Form, MoneyField, TextField
from millegiorni_desk.ui.labels import label
from millegiorni_desk.ui.page import Columns, Page, Stack
from millegiorni_desk.ui.shell import Shell
from millegiorni_desk.ui.tables import Column, Source, Table
from millegiorni_desk.ui.wrap import Wrap
from millegiorni_desk.vault.vault import Vault

# Empty is no answer in a list; the pool is its keeper's, whatever its series.
_NOBODY = ""


class EnvelopePage(Page):
    """The argument is the house's code and the line's id, between them a blank; None the first envelope."""

    def __init__(self, vault: Vault, shell: Shell) -> None:
        super().__init__(_("Busta"))
        self._vault, self._shell = vault, shell
        self.house = self.line = ""
        self.problem = Notice("", "warning")
        self._acts = Acts(vault, shell, self.problem)
        self.money = Card(_("Quanto resta"))
        self.figures = label("", wrap=True)
        self.lefts = LeftsView()
        self.money.add(self.figures)
        self.money.add(self.lefts)
        self.table = Table(
            _("Chi tiene i soldi"),
            (
                Column("name", _("Postazione")),
                Column("series", _("Serie"), width=80),
                Column("cents", _("Tiene"), "money", 130),
            ),
            key="series",
            most_rows=6,
            empty=_("Nessuna postazione."),
        )
        self.holders = Card(_("Chi tiene i soldi"))
        self.holders.add(
            label(
                _(
                    "Ogni postazione spende solo quello che tiene: così due staccate non spendono lo stesso euro."
                ),
                "muted",
                wrap=True,
            )
        )
        self.holders.add(self.table)
        self.giving = self._giving_card()
        self.nothing = EmptyState(
            _("Nessuna busta"),
            _("La busta di una casa nasce quando il coordinamento ci mette denaro."),
            icon="doti",
        )
        self.all = Columns(Stack(self.money, self.problem, self.giving), Stack(self.holders))
        self.add(self.all)
        self.add(self.nothing)

    def _giving_card(self) -> Card:
        card = Card(_("Passa soldi a un'altra postazione"))
        self.form = Form()
        self.to = ChoiceField(_("A chi"))
        self.form.add_row(to=self.to, cents=MoneyField(_("Importo")))
        self.form.add("note", TextField(_("Nota")))
        self.give_button = Button(_("Passa i soldi"), self.give, kind="primary")
        card.add(self.form)
        self.pass_words = label(
            _("Li spende appena le arriva il movimento, con la prossima sincronizzazione."),
            "muted",
            wrap=True,
        )
        card.add(self.pass_words)
        card.add(Wrap(self.give_button))
        return card

    def arrived(self, argument: object = None) -> None:
        house, _blank, line = argument.partition(" ") if isinstance(argument, str) else ("", "", "")
        if not line:
            known = service.envelopes(self._vault, self._vault.house or None)
            house, line = (known[0].house, known[0].line_id) if known else ("", "")
        self.house, self.line = house, line
        self.form.clear()
        self.problem.hide()
        self._load()

    def refresh(self, changes: Changes) -> None:
        if changes.touches("ledger_entry", "budget_line", "fund"):
            self._load()

    def first_focus(self) -> QWidget | None:
        return None if self.giving.isHidden() else self.to

    def _load(self) -> None:
        self.all.setVisible(bool(self.line))
        self.nothing.setVisible(not self.line)
        if not self.line:
            return
        names = {house.code: house.name for house in network.houses(self._vault)}
        self.set_title(_("Busta: {line}").format(line=line_names(self._vault).get(self.line, "")))
        self.set_state(names.get(self.house, self.house), "quiet")
        held = service.envelope(self._vault, self.house, self.line)
        self.figures.setText(
            _("Assegnati {allocated}: {planned} da confermare, {committed} da pagare, {paid} pagati.").format(
                **{
                    name: format_euros(getattr(held, name))
                    for name in ("allocated", "planned", "committed", "paid")
                }
            )
        )
        self.lefts.show_dote(self._vault, self._nothing_asked())
        self._show_holders(shares.holders(self._vault, self.house, self.line))

    def _nothing_asked(self) -> NewDote:
        return NewDote("", self.line, "", 0, date.today(), house=self.house)

    def _show_holders(self, found: list[Holder]) -> None:
        self.table.show_rows(
            Source.of(
                [{"series": each.series, "name": _holder_words(each), "cents": each.cents} for each in found]
            )
        )
        self.table.show_sums({"name": _("Nella busta"), "cents": sum(each.cents for each in found)})
        others = [each for each in found if not each.here]
        self.to.set_options([(each.series, _holder_words(each)) for each in others])
        if len(others) == 1:
            self.to.set_value(others[0].series)
        here = remaining.around(self._vault, self._nothing_asked()).here.before
        self.giving.setVisible(bool(others) and here > 0)

    def give(self) -> None:
        """Pass the amount to the device chosen."""

        def write() -> None:
            given = self.form.values()
            if given["to"] == _NOBODY:
                raise InvalidValue(_("Scegli la postazione."), "to")
            cents = cast(int | None, given["cents"])
            if not cents:
                raise InvalidValue(_("Scrivi quanti euro, come 100,00."), "cents")
            shares.give(
                self._vault, self.house, self.line, cents, str(given["to"]), date.today(), str(given["note"])
            )

        name = self.to.box.currentText()
        if self._acts.attempt(self.form, write):
            self.form.clear()
            self._load()
            self._shell.say(_("Soldi passati a {name}").format(name=name))


def _holder_words(each: Holder) -> str:
    told = [each.name]
    if each.here:
        told.append(_("questa"))
    if each.coordination and each.name.casefold() != _("coordinamento"):
        told.append(_("coordinamento"))
    if each.keeper:
        told.append(_("tiene il resto"))
    return " · ".join(told)
