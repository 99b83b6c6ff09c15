"""*Rete, voci di spesa*: the lines of each fund's budget, and the rules that a dote of them keeps."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from millegiorni_desk.app.network.money import EditorCard, MoneySection
from millegiorni_desk.areas.doti import remaining
from millegiorni_desk.areas.doti import service as doti
from millegiorni_desk.areas.doti.records import BudgetLine
from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.language import _
from millegiorni_desk.network import service as network
from millegiorni_desk.ui.cards import Card
from millegiorni_desk.ui.chips import ChipGroup
from millegiorni_desk.ui.forms import ChoiceField, Form, MoneyField, TextField
from millegiorni_desk.ui.tables import Column, Row, Source, Table

if TYPE_CHECKING:
    from millegiorni_desk.ui.shell import Shell
    from millegiorni_desk.vault.vault import Vault

_PERCENT = re.compile(r"(\d{1,3})(?:[.,](\d{1,2}))?", re.ASCII)
_RULES = ("name", "code", "expenses", "budget_cents", "cap_cents", "approval_cents")


class LinesSection(MoneySection):
    """The lines under their funds; Enter takes one up to correct its rules."""

    def __init__(self, vault: Vault, shell: Shell) -> None:
        super().__init__(vault, shell)
        self.table = Table(
            _("Voci di spesa"),
            (
                Column("line", _("Fondo e voce")),
                Column("budget", _("Previsti"), "money", 105),
                Column("not_assigned", _("Da assegnare"), "money", 115),
                Column("cap", _("A ognuna"), "money", 95),
                Column("approval", _("Conferma sopra"), "money", 130),
            ),
            empty=_("Ancora nessuna voce: nasce con il fondo."),
            most_rows=7,
        )
        self.table.opened.connect(self._take_up)
        listed = Card(_("Voci di spesa"))
        listed.add(self.table)
        self._build_form()
        self.card = EditorCard(
            self.form,
            (_("Nuova voce"), _("Aggiungi la voce")),
            (_("Correggi la voce"), _("Salva la voce")),
            self.save,
            fixed=("fund_id",),
        )
        for piece in (listed, self.card, self.work):
            self.add(piece)

    def _build_form(self) -> None:
        self.form = Form()
        self.fund = ChoiceField(_("Di quale fondo"))
        self.form.add_row(
            fund_id=self.fund, name=TextField(_("Nome della voce")), code=TextField(_("Codice della voce"))
        )
        self.form.add_row(
            budget_cents=MoneyField(_("Previsti dal bando")),
            cap_cents=MoneyField(_("Al massimo a ogni donna"), hint=_("Vuoto: nessun limite.")),
        )
        self.form.add_row(
            approval_cents=MoneyField(_("Una seconda persona sopra"), hint=_("Vuoto: mai.")),
            own_share_bp=TextField(
                _("Parte cofinanziata, %"), hint=_("Quanto di ogni spesa mettono le case.")
            ),
        )
        self.expenses = self.form.add(
            "expenses", ChipGroup(_("Che cosa paga"), multiple=True, hint=_("Nessuna scelta: tutto."))
        )
        self.expenses.set_options(list(network.terms(self._vault, "expense", date.today()).items()))

    def reload(self) -> None:
        funds = {fund.id: fund.name for fund in doti.funds(self._vault)}
        money = {one.line_id: one for one in remaining.by_line(self._vault)}
        rows = [
            {
                "id": line.id,
                "line": f"{funds.get(line.fund_id, '')} · {line.name}",
                "budget": line.budget_cents,
                "not_assigned": money[line.id].not_assigned,
                "cap": line.cap_cents,
                "approval": line.approval_cents,
            }
            for line in doti.lines(self._vault)
        ]
        rows.sort(key=lambda row: str(row["line"]))
        self.table.show_rows(Source.of(rows))
        self.fund.set_options(list(funds.items()))
        self.told.emit(
            _("{count} voci").format(count=len(rows)) if len(rows) != 1 else _("1 voce"), "", "quiet"
        )

    def first_focus(self) -> QWidget | None:
        return None if self.table.model.rowCount() else self.fund

    def _take_up(self, row: Row) -> None:
        line = next(each for each in doti.lines(self._vault) if each.id == row["id"])
        answers: dict[str, Any] = {name: getattr(line, name) for name in _RULES}
        self.card.take_up(
            line.id,
            {**answers, "fund_id": line.fund_id, "own_share_bp": _percent_words(line.own_share_bp)},
        )

    def save(self) -> None:
        """Add the line, or keep its corrected rules."""
        vault, key = self._vault, self.card.key

        def write() -> None:
            given = self._answers()
            if not key:
                doti.add_line(vault, BudgetLine(**given))
                self._shell.say(_("Voce «{name}» aggiunta").format(name=given["name"]))
                return
            old = next(each for each in doti.lines(vault) if each.id == key)
            before = {name: getattr(old, name) for name in given}
            doti.edit_line(vault, key, **given)
            said = _("Voce corretta: le regole valgono per le doti da ora")
            self._shell.say(said, lambda: doti.edit_line(vault, key, **before))

        if self._try(self.form, write):
            self.card.leave()
            self.reload()

    def _answers(self) -> dict[str, Any]:
        given = self.card.answers()
        if not self.card.key and not given["fund_id"]:
            raise InvalidValue(_("Scegli prima il fondo."), "fund_id")
        given["expenses"] = list(given["expenses"])
        return {**given, "own_share_bp": _read_percent(given["own_share_bp"])}


def _percent_words(hundredths: int) -> str:
    """Hundredths of a per cent as they are typed: ``20``, ``12,5``; none stays empty."""
    return f"{hundredths / 100:g}".replace(".", ",") if hundredths else ""


def _read_percent(typed: str) -> int:
    found = _PERCENT.fullmatch(typed.removesuffix("%").strip()) if typed else None
    if typed and found is None:
        raise InvalidValue(_("Scrivi la percentuale così: 20, o 12,5."), "own_share_bp")
    return int(found[1]) * 100 + int((found[2] or "").ljust(2, "0")) if found else 0
