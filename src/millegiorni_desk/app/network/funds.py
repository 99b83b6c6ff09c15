"""*Rete, fondi*: the grants with their period, who gives them, and what is left of each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from millegiorni_desk.app.network.money import EditorCard, MoneySection, day_field
from millegiorni_desk.areas.doti import remaining
from millegiorni_desk.areas.doti import service as doti
from millegiorni_desk.areas.doti.records import BudgetLine, Fund
from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.language import _
from millegiorni_desk.ui.cards import Card
from millegiorni_desk.ui.forms import ChoiceField, DateField, Form, NoteField, TextField
from millegiorni_desk.ui.tables import Column, Row, Source, Table

if TYPE_CHECKING:
    from millegiorni_desk.ui.shell import Shell
    from millegiorni_desk.vault.vault import Vault


class FundsSection(MoneySection):
    """The funds; one is added with its first line, Enter takes one up to correct it."""

    def __init__(self, vault: Vault, shell: Shell) -> None:
        super().__init__(vault, shell)
        self.table = Table(
            _("Fondi"),
            (
                Column("fund", _("Fondo")),
                Column("funder", _("Chi finanzia")),
                Column("opens", _("Dal"), "date", 98),
                Column("closes", _("Al"), "date", 98),
                Column("allocated", _("Assegnati"), "money", 95),
                Column("left", _("Restano"), "money", 90),
            ),
            empty=_("Ancora nessun fondo: il denaro delle doti viene da qui."),
            most_rows=7,
        )
        self.table.opened.connect(self._take_up)
        listed = Card(_("Fondi"))
        listed.add(self.table)
        self.form = Form()
        self.form.add_row(
            name=TextField(_("Nome del bando"), placeholder=_("per esempio Bando 2026")),
            code=TextField(_("Codice"), placeholder=_("per esempio UBI")),
            cup=TextField(_("CUP")),
        )
        self.funder = ChoiceField(_("Chi finanzia"))
        self.form.add_row(
            funder_id=self.funder,
            opens_on=DateField(_("Dal"), past=False),
            closes_on=DateField(_("Al"), past=False),
        )
        self.form.add("notes", NoteField(_("Note"), lines=2))
        self.form.add("line", TextField(_("Prima voce")))
        self.card = EditorCard(
            self.form,
            (_("Nuovo fondo"), _("Aggiungi il fondo")),
            (_("Correggi il fondo"), _("Salva il fondo")),
            self.save,
            fixed=("code",),
            only_new=("line",),
        )
        self._fill_line()
        for piece in (listed, self.card, self.work):
            self.add(piece)
        self.card.leave_button.clicked.connect(self._fill_line)

    def _fill_line(self) -> None:
        self.form.fields["line"].set_value(_("Doti di inclusione"))

    def reload(self) -> None:
        funds = doti.funds(self._vault)
        money = {one.fund_id: one for one in remaining.by_fund(self._vault)}
        nothing = remaining.Left()
        rows: list[dict[str, Any]] = [
            {
                "id": fund.id,
                "fund": fund.name,
                "funder": fund.funder,
                "opens": fund.opens_on.isoformat() if fund.opens_on else "",
                "closes": fund.closes_on.isoformat() if fund.closes_on else "",
                "allocated": money.get(fund.id, nothing).allocated,
                "left": money.get(fund.id, nothing).left,
            }
            for fund in funds
        ]
        self.table.show_rows(Source.of(rows))
        sums = {key: sum(row[key] for row in rows) for key in ("allocated", "left")}
        self.table.show_sums({"fund": _("Rete"), **sums} if rows else None)
        self.funder.set_options([(one.id, one.name) for one in doti.funders(self._vault)])
        self.told.emit(
            _("{count} fondi").format(count=len(funds)) if len(funds) != 1 else _("1 fondo"), "", "quiet"
        )

    def first_focus(self) -> QWidget | None:
        return None if self.table.model.rowCount() else self.form.fields["name"]

    def _take_up(self, row: Row) -> None:
        fund = next(each for each in doti.funds(self._vault) if each.id == row["id"])
        self.card.take_up(
            fund.id,
            {
                "name": fund.name,
                "code": fund.code,
                "cup": fund.cup,
                "funder_id": fund.funder_id,
                "opens_on": day_field(fund.opens_on),
                "closes_on": day_field(fund.closes_on),
                "notes": fund.notes,
            },
        )
        printed = fund.funder if fund.funder and not fund.funder_id else ""
        self.funder.set_hint(_("Finora scritto: {name}").format(name=printed) if printed else "")

    def save(self) -> None:
        """Add the fund with its first line, or keep what was corrected."""
        vault, key = self._vault, self.card.key
        name = str(self.form.fields["name"].value())

        def write() -> None:
            given = self.card.answers()
            if not key:
                self._add(given)
                return
            old = next(each for each in doti.funds(vault) if each.id == key)
            before = {field: getattr(old, field) for field in given}
            doti.edit_fund(vault, key, **given)
            self._shell.say(_("Fondo corretto"), lambda: doti.edit_fund(vault, key, **before))

        if self._try(self.form, write):
            if not key:
                self._shell.say(_("{name} è tra i fondi: ora si riempiono le buste").format(name=name))
            self.card.leave()
            self._fill_line()
            self.reload()

    def _add(self, given: dict[str, Any]) -> None:
        line = given.pop("line")
        if not line:
            raise InvalidValue(_("Dai un nome alla prima voce di spesa."), "line")
        with self._vault.save("fund.add"):
            fund = doti.add_fund(self._vault, Fund(**given))
            doti.add_line(self._vault, BudgetLine(fund_id=fund.id, name=line))
