"""*Ricevute*: the register of a body, by month and state; several are printed at once, and the register itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtWidgets import QAbstractItemView

from millegiorni_desk.areas.doti import receipt_register, receipts, register_papers
from millegiorni_desk.areas.doti.amounts import format_euros
from millegiorni_desk.areas.doti.receipt_register import RegisterRow
from millegiorni_desk.areas.doti.view.paper_choices import PaperChoices
from millegiorni_desk.changes import Changes
from millegiorni_desk.language import _, plural
from millegiorni_desk.network import service as network
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Card, EmptyState, Notice
from millegiorni_desk.ui.chips import ChipGroup
from millegiorni_desk.ui.forms import ChoiceField, Form
from millegiorni_desk.ui.labels import label
from millegiorni_desk.ui.page import Page
from millegiorni_desk.ui.papers import Papers
from millegiorni_desk.ui.shell import Shell
from millegiorni_desk.ui.tables import Column, Row, Source, Table
from millegiorni_desk.ui.wrap import Wrap
from millegiorni_desk.vault.vault import Vault

XLSX = "Excel (*.xlsx)"
_TABLES = ("receipt", "receipt_event", "ledger_entry", "attachment", "managing_body")
_STATES = {
    "": _("Tutte"),
    "live": _("Valide"),
    "unprinted": _("Da stampare"),
    "unsigned": _("Senza copia firmata"),
    "voided": _("Annullate"),
}
_MONTHS = [
    ("0", _("Tutto l'anno")), ("1", _("Gennaio")), ("2", _("Febbraio")), ("3", _("Marzo")), ("4", _("Aprile")),
    ("5", _("Maggio")), ("6", _("Giugno")), ("7", _("Luglio")), ("8", _("Agosto")), ("9", _("Settembre")),
    ("10", _("Ottobre")), ("11", _("Novembre")), ("12", _("Dicembre")),
]  # fmt: skip


class ReceiptsPage(Page):
    """Several rows are chosen with Shift and Ctrl; Enter opens one."""

    def __init__(self, vault: Vault, shell: Shell) -> None:
        super().__init__(_("Ricevute"))
        self._vault, self._shell = vault, shell
        self.filters = self._filters()
        self.states = ChipGroup(_("Quali ricevute"), list(_STATES.items()))
        self.states.hide_label()
        self.states.set_value("")
        self.states.changed.connect(self._show)
        self.table = self._table()
        self.sums, self.missing = label("", wrap=True), Notice("", "warning")
        self.choices = PaperChoices(each=True)
        self.papers = Papers()
        self.print_button = Button(_("Stampa le scelte"), self.print, icon="print")
        self.save_button = Button(_("Salva le scelte in PDF"), self.save)
        self.register_button = Button(_("Registro in PDF"), self.save_register, icon="document")
        self.workbook_button = Button(_("Registro in Excel"), self.save_workbook)
        self.card = Card()
        for above in (self.filters, self.states, self.missing):
            self.card.add(above)
        self.card.add(self.table, 1)
        buttons = Wrap(self.print_button, self.save_button, self.register_button, self.workbook_button)
        for below in (self.sums, self.choices, buttons, self.papers):
            self.card.add(below)
        self.add(self.card, 1)
        self.nothing = EmptyState(
            _("Ancora nessuna ricevuta"),
            _("Si fa quando si concede una dote, o dalla pagina della dote."),
            (_("Vai alle doti"), lambda: shell.open("doti")),
            icon="doti",
        )
        self.add(self.nothing)
        self.foot.add(Button(_("Vai alle doti"), lambda: shell.open("doti")), left=True)
        self.foot.add(
            Button(
                _("Verifica una ricevuta"),
                lambda: shell.open("verify-receipt"),
                kind="primary",
                icon="shield",
            )
        )
        self._fill_filters()

    def _filters(self) -> Form:
        form = Form()
        self.body_field = ChoiceField(_("Ente"), none="")
        self.year_field = ChoiceField(_("Anno"), none="")
        self.month_field = ChoiceField(_("Mese"), _MONTHS, none="")
        form.add_row(body=self.body_field, year=self.year_field, month=self.month_field)
        form.changed.connect(lambda _name: self._show())
        return form

    def _table(self) -> Table:
        table = Table(
            _("Ricevute"),
            [
                Column("number", _("Numero"), width=170),
                Column("issued_on", _("Data"), "date", width=105),
                Column("person", _("Persona")),
                Column("expense", _("Per che cosa"), width=170),
                Column("amount_cents", _("Importo"), "money", width=120),
                Column("state", _("Stato"), width=190),
            ],
            empty=_("Nessuna ricevuta così."),
        )
        table.view.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        table.opened.connect(lambda row: self._shell.open("receipt", row["id"]))
        return table

    def refresh(self, changes: Changes) -> None:
        if changes.touches(*_TABLES):
            self._fill_filters()

    def _fill_filters(self) -> None:
        """The bodies and the years there are; the latest year where none was chosen."""
        years = receipt_register.years(self._vault)
        bodies = network.bodies(self._vault, self._vault.house)
        body, year = str(self.body_field.value()), str(self.year_field.value())
        self.body_field.set_options([(one.code, one.name) for one in bodies])
        self.year_field.set_options([(str(one), str(one)) for one in years])
        if not body and bodies:
            self.body_field.set_value(bodies[0].code)
        if not year and years:
            self.year_field.set_value(str(years[0]))
        if not self.month_field.value():
            self.month_field.set_value("0")
        self.card.setVisible(bool(years))
        self.nothing.setVisible(not years)
        self._show()

    def _span(self) -> tuple[str, int, int]:
        year = str(self.year_field.value()) or str(date.today().year)
        return str(self.body_field.value()), int(year), int(str(self.month_field.value()) or 0)

    def _show(self) -> None:
        body, year, month = self._span()
        rows = receipt_register.register(self._vault, body, year, month, str(self.states.value()))
        self.table.show_rows(Source.of([_row(row) for row in rows]))
        total = receipt_register.totals(rows)
        said = plural("{n} ricevuta valida: {euros}", "{n} ricevute valide: {euros}", total.live)
        told = [said.format(n=total.live, euros=format_euros(total.cents))]
        if total.ledger_cents != total.cents:
            told.append(_("nel libro mastro {euros}").format(euros=format_euros(total.ledger_cents)))
        self.sums.setText(" · ".join(told))
        missing = receipt_register.missing_numbers(self._vault, body, year)
        self.missing.setVisible(bool(missing))
        self.missing.say(
            _("Mancano {numbers}: una postazione non ha ancora consegnato.").format(
                numbers=", ".join(missing)
            )
        )

    def chosen(self) -> list[str]:
        """The ids of the chosen receipts, in the order of their numbers."""
        lines = self.table.view.selectionModel().selectedRows()
        return [str(self.table.model.row(at)["id"]) for at in sorted(line.row() for line in lines)]

    def print(self) -> None:
        """Print the chosen receipts as one document; each print is written down."""
        if ids := self._asked():
            self.papers.print(self._maker(ids))

    def save(self) -> None:
        """Save them as one file; that counts as a print too."""
        if ids := self._asked():
            self.papers.save(self._maker(ids), f"{_name(*self._span())}-scelte.pdf")

    def _asked(self) -> list[str]:
        ids = self.chosen()
        if not ids:
            self.papers.tell(
                Notice(_("Scegli prima una o più righe (Ctrl o Maiusc per più di una)."), "warning")
            )
        return ids

    def _maker(self, ids: list[str]) -> Callable[[], bytes]:
        vault, language, layout = self._vault, self.choices.language(), self.choices.sheet()
        return lambda: receipts.pdf_of_all(vault, ids, language, layout)

    def save_register(self) -> None:
        """Save the register of the body and the month as PDF."""
        vault, span = self._vault, self._span()
        self.papers.save(lambda: register_papers.register_pdf(vault, *span), f"{_name(*span)}.pdf")

    def save_workbook(self) -> None:
        """Save it as a workbook."""
        vault, span = self._vault, self._span()
        self.papers.save(
            lambda: register_papers.register_workbook(vault, *span), f"{_name(*span)}.xlsx", XLSX
        )


def _name(body: str, year: int, month: int) -> str:
    return f"ricevute-{body}-{year}" + (f"-{month:02}" if month else "")


def _row(row: RegisterRow) -> Row:
    return {
        "id": row.receipt_id,
        "number": row.number,
        "issued_on": row.issued_on.isoformat(),
        "person": row.person,
        "expense": row.expense,
        "amount_cents": row.amount_cents,
        "state": state_words(row),
    }


def state_words(row: RegisterRow) -> str:
    """What is still to be done with a receipt, or that it no longer counts."""
    if row.voided_at:
        return _("annullata")
    if row.signed_at:
        return _("copia firmata qui")
    return _("stampata") if row.prints else _("da stampare")
