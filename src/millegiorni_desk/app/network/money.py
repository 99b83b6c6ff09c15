"""*Rete, fondi e buste*: grants with the lines of their budget, and what each house holds of them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from millegiorni_desk.app.sections import Section
from millegiorni_desk.areas.doti import service as doti
from millegiorni_desk.areas.doti.records import BudgetLine, Fund
from millegiorni_desk.errors import BudgetExceeded, DeskError, InvalidValue
from millegiorni_desk.language import _
from millegiorni_desk.network import service as network
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Card
from millegiorni_desk.ui.chips import ChipGroup
from millegiorni_desk.ui.forms import ChoiceField, DateField, Form, MoneyField, PartialDate, TextField
from millegiorni_desk.ui.parsing import money
from millegiorni_desk.ui.tables import Column, Source, Table
from millegiorni_desk.ui.tasks import TaskBar
from millegiorni_desk.ui.wrap import Wrap

if TYPE_CHECKING:
    from millegiorni_desk.ui.shell import Shell
    from millegiorni_desk.vault.vault import Vault


class _MoneySection(Section):
    """What funds and envelopes share."""

    def __init__(self, vault: Vault, shell: Shell) -> None:
        super().__init__()
        self._vault, self._shell = vault, shell
        self.work = TaskBar()

    def _tell(self, form: Form, problem: DeskError) -> None:
        if isinstance(problem, BudgetExceeded) or (
            isinstance(problem, InvalidValue) and problem.field == "amount_cents"
        ):
            problem = InvalidValue(problem.message, "amount")
        if not (isinstance(problem, InvalidValue) and form.show_problem(problem)):
            self.work.show_problem(problem)


class FundsSection(_MoneySection):
    """The funds with their lines; a fund is added, and lines to it."""

    def __init__(self, vault: Vault, shell: Shell) -> None:
        super().__init__(vault, shell)
        self.table = Table(
            _("Fondi"),
            (
                Column("fund", _("Fondo")),
                Column("line", _("Voce")),
                Column("expenses", _("Paga")),
                Column("closes", _("Fino al"), "date", 120),
            ),
            empty=_("Ancora nessun fondo: il denaro delle doti viene da qui."),
            most_rows=9,
        )
        listed = Card(_("Fondi e voci di spesa"))
        listed.add(self.table)
        self.add(listed)
        self.add(self._fund_card())
        self.add(self._line_card())
        self.add(self.work)

    def _fund_card(self) -> Card:
        card = Card(_("Nuovo fondo"))
        self.form = Form()
        self.form.add_row(
            name=TextField(_("Nome del bando"), placeholder=_("per esempio Bando Umanitario")),
            code=TextField(_("Codice"), placeholder=_("per esempio UBI")),
            funder=TextField(_("Chi finanzia")),
        )
        self.form.add_row(
            opens_on=DateField(_("Dal"), past=False),
            closes_on=DateField(_("Al"), past=False),
            line=TextField(_("Prima voce")),
        )
        self.form.fields["line"].set_value(_("Doti di inclusione"))
        card.add(self.form)
        self.add_button = Button(_("Aggiungi il fondo"), self.add_fund, kind="primary")
        card.add(Wrap(self.add_button))
        return card

    def _line_card(self) -> Card:
        self.line_card = Card(_("Un'altra voce"))
        self.line_form = Form()
        self.fund = ChoiceField(_("Di quale fondo"))
        self.line_form.add_row(fund_id=self.fund, name=TextField(_("Nome della voce")))
        self.expenses = self.line_form.add(
            "expenses", ChipGroup(_("Che cosa paga"), multiple=True, hint=_("Nessuna scelta: tutto."))
        )
        self.expenses.set_options(list(network.terms(self._vault, "expense", date.today()).items()))
        self.line_card.add(self.line_form)
        self.line_card.add(Wrap(Button(_("Aggiungi la voce"), self.add_line)))
        return self.line_card

    def reload(self) -> None:
        funds = doti.funds(self._vault)
        words = network.terms(self._vault, "expense")
        by_fund: dict[str, list[BudgetLine]] = {}
        for line in doti.lines(self._vault):
            by_fund.setdefault(line.fund_id, []).append(line)
        rows = [
            {
                "id": line.id,
                "fund": fund.name,
                "line": line.name,
                "expenses": ", ".join(words.get(code, code) for code in line.expenses) or _("tutto"),
                "closes": fund.closes_on.isoformat() if fund.closes_on else "",
            }
            for fund in funds
            for line in by_fund.get(fund.id, [])
        ]
        self.table.show_rows(Source.of(rows))
        self.fund.set_options([(fund.id, fund.name) for fund in funds])
        self.line_card.setVisible(bool(funds))
        self.told.emit(
            _("{count} fondi").format(count=len(funds)) if len(funds) != 1 else _("1 fondo"), "", "quiet"
        )

    def first_focus(self) -> QWidget | None:
        return None if self.table.model.rowCount() else self.form.fields["name"]

    def add_fund(self) -> None:
        """Add the fund that was filled in, with its first line."""
        try:
            answers = self.form.values()
            fund = Fund(
                code=str(answers["code"]),
                name=str(answers["name"]),
                funder=str(answers["funder"]),
                opens_on=_day(answers["opens_on"]),
                closes_on=_day(answers["closes_on"]),
            )
            with self._vault.save("fund.add"):
                doti.add_fund(self._vault, fund)
                name = str(answers["line"]) or _("Doti di inclusione")
                doti.add_line(self._vault, BudgetLine(fund_id=fund.id, name=name))
        except DeskError as problem:
            self._tell(self.form, problem)
            return
        self.work.clear()
        self.form.clear()
        self.form.fields["line"].set_value(_("Doti di inclusione"))
        self.reload()
        self._shell.say(_("{name} è tra i fondi: ora si riempiono le buste").format(name=fund.name))

    def add_line(self) -> None:
        """Add a line to a fund."""
        try:
            answers = self.line_form.values()
            if not answers["fund_id"]:
                raise InvalidValue(_("Scegli prima il fondo."), "fund_id")
            line = BudgetLine(
                fund_id=str(answers["fund_id"]),
                name=str(answers["name"]),
                expenses=list(self.expenses.chosen()),
            )
            doti.add_line(self._vault, line)
        except DeskError as problem:
            self._tell(self.line_form, problem)
            return
        self.work.clear()
        self.line_form.clear()
        self.reload()
        self._shell.say(_("Voce «{name}» aggiunta").format(name=line.name))


class EnvelopesSection(_MoneySection):
    """What each house was given, and what is left of it; money goes in, and what is left may come out."""

    def __init__(self, vault: Vault, shell: Shell) -> None:
        super().__init__(vault, shell)
        self.table = Table(
            _("Buste"),
            (
                Column("house", _("Casa")),
                Column("line", _("Fondo e voce")),
                Column("allocated", _("Assegnati"), "money", 110),
                Column("committed", _("Impegnati"), "money", 110),
                Column("paid", _("Pagati"), "money", 110),
                Column("left", _("Restano"), "money", 110),
            ),
            empty=_("Nessuna busta ha ancora denaro."),
            most_rows=8,
        )
        self.table.opened.connect(self._take_up)
        listed = Card(_("Buste delle case"))
        listed.add(self.table)
        self.add(listed)
        card = Card(_("Metti denaro in una busta"))
        self.form = Form()
        self.house, self.line = ChoiceField(_("Casa")), ChoiceField(_("Fondo e voce"))
        self.amount = MoneyField(_("Importo"))
        self.form.add_row(house=self.house, line=self.line, amount=self.amount)
        self.note = self.form.add("note", TextField(_("Nota"), placeholder=_("per esempio seconda tranche")))
        card.add(self.form)
        self.put_button = Button(_("Metti nella busta"), self.put, kind="primary")
        self.take_button = Button(_("Togli dalla busta"), self.take)
        card.add(Wrap(self.put_button, self.take_button))
        self.add(card)
        self.add(self.work)

    def reload(self) -> None:
        houses = {house.code: house.name for house in network.houses(self._vault)}
        funds = {fund.id: fund.name for fund in doti.funds(self._vault)}
        lines = {line.id: f"{funds.get(line.fund_id, '')} · {line.name}" for line in doti.lines(self._vault)}
        envelopes = doti.envelopes(self._vault)
        rows = [
            {
                "id": f"{each.house} {each.line_id}",
                "house_code": each.house,
                "line_id": each.line_id,
                "house": houses.get(each.house, each.house),
                "line": lines.get(each.line_id, ""),
                "allocated": each.allocated,
                "committed": each.committed,
                "paid": each.paid,
                "left": each.left,
            }
            for each in envelopes
        ]
        rows.sort(key=lambda row: (str(row["house"]), str(row["line"])))
        self.table.show_rows(Source.of(rows))
        sums = {
            key: sum(getattr(each, key) for each in envelopes)
            for key in ("allocated", "committed", "paid", "left")
        }
        self.table.show_sums({"house": _("Rete"), **sums} if rows else None)
        self.house.set_options(list(houses.items()))
        self.line.set_options(list(lines.items()))
        beyond = sum(each.left < 0 for each in envelopes)
        self.told.emit(
            _("restano {left} €").format(left=money(sums["left"])),
            _("{beyond} oltre il limite").format(beyond=beyond) if beyond else "",
            "danger",
        )

    def _take_up(self, row: dict[str, object]) -> None:
        self.house.set_value(row["house_code"])
        self.line.set_value(row["line_id"])
        self.amount.setFocus()

    def put(self) -> None:
        """Put the amount into the envelope."""
        self._move(False)

    def take(self) -> None:
        """Take the amount out of the envelope, as far as it is left."""
        self._move(True)

    def _move(self, out: bool) -> None:
        try:
            answers = self.form.values()
            house, line, cents = self.house.value(), self.line.value(), self.amount.value()
            for name, answer, told in (
                ("house", house, _("Scegli la casa.")),
                ("line", line, _("Scegli il fondo e la voce.")),
                ("amount", cents, _("Scrivi quanti euro, come 6.000,00.")),
            ):
                if not answer:
                    raise InvalidValue(told, name)
            (doti.withdraw if out else doti.allocate)(
                self._vault, house, line, cents or 0, date.today(), str(answers["note"])
            )
        except DeskError as problem:
            self._tell(self.form, problem)
            return
        self.work.clear()
        self.amount.clear()
        self.note.clear()
        self.reload()
        self._shell.say(
            (_("{euros} € tolti dalla busta") if out else _("{euros} € nella busta")).format(
                euros=money(cents or 0)
            )
        )


def _day(answer: object) -> date | None:
    return answer.day if isinstance(answer, PartialDate) else None
