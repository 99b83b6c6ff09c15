"""The figures of an account on the screen: its subtotals of one kind or another, and the doti row by row."""

from __future__ import annotations

from collections.abc import Sequence

from millegiorni_desk.areas.doti import account_words as words
from millegiorni_desk.areas.doti.account_rows import Amounts
from millegiorni_desk.areas.doti.accounts import Account
from millegiorni_desk.language import _
from millegiorni_desk.ui.cards import Card
from millegiorni_desk.ui.chips import ChipGroup
from millegiorni_desk.ui.tables import Column, Row, Source, Table

_DOTI = "doti"
_WIDTH = 118


def sum_columns() -> list[Column]:
    """The six sums, as columns."""
    return [
        Column("committed", _("Impegnato"), "money", _WIDTH),
        Column("paid", _("Pagato"), "money", _WIDTH),
        Column("returned", _("Restituito"), "money", _WIDTH),
        Column("cost", _("Costo"), "money", _WIDTH),
        Column("own", _("Quota Case"), "money", _WIDTH),
        Column("charged", _("A carico"), "money", _WIDTH),
    ]


def sums(amounts: Amounts) -> dict[str, int]:
    """The cells of :func:`sum_columns`."""
    names = [column.key for column in sum_columns()]
    return dict(zip(names, words.cents(amounts), strict=True))


class FiguresCard(Card):
    """An account: the kind of sums is chosen above, the total stands below. Nothing until one is shown."""

    def __init__(self) -> None:
        super().__init__(_("Le cifre"))
        self.account: Account | None = None
        self.kind = ChipGroup(
            _("Somme"),
            [
                ("line", _("Per voce")),
                ("house", _("Per Casa")),
                ("body", _("Per ente")),
                ("expense", _("Per spesa")),
                ("month", _("Per mese")),
                (_DOTI, _("Dote per dote")),
            ],
        )
        self.kind.hide_label()
        self.kind.set_value("line")
        self._chosen = "line"
        self.kind.changed.connect(self._choose)
        self.table = Table(
            _("Somme del rendiconto"),
            [Column("label", _("Che cosa")), Column("doti", _("Doti"), "number", 70), *sum_columns()],
            empty=_("Nessuna dote è costata nulla in questo periodo."),
            most_rows=12,
        )
        self.rows = Table(
            _("Doti del rendiconto"),
            [
                Column("on", _("Data"), "date", 105),
                Column("payee", _("Persona")),
                Column("house", _("Casa"), width=120),
                Column("documents", _("Documenti")),
                Column("receipt", _("Ricevuta"), width=150),
                Column("committed", _("Impegnato"), "money", 110),
                Column("paid", _("Pagato"), "money", 110),
                Column("charged", _("A carico"), "money", 110),
            ],
            empty=_("Nessuna dote è costata nulla in questo periodo."),
            most_rows=12,
        )
        for piece in (self.kind, self.table, self.rows):
            self.add(piece)
        self.rows.hide()

    def show_account(self, account: Account) -> None:
        """Show *account* instead of what is there."""
        self.account = account
        self._show()

    def _choose(self) -> None:
        if not self.kind.value():
            # One kind is always shown.
            self.kind.set_value(self._chosen)
        self._chosen = str(self.kind.value())
        self._show()

    def _show(self) -> None:
        by_row = self._chosen == _DOTI
        self.table.setVisible(not by_row)
        self.rows.setVisible(by_row)
        if self.account is None:
            return
        account = self.account
        total = {"label": _("Totale"), "doti": len(account.rows), **sums(account.total)}
        if by_row:
            self.rows.show_rows(Source(lambda: len(account.rows), lambda at, most: _rows(account, at, most)))
            self.rows.show_sums({"payee": _("Totale"), **total} if account.rows else None)
            return
        found = [
            {"id": one.key, "label": one.label, "doti": one.doti, **sums(one.amounts)}
            for one in account.subtotals[self._chosen]
        ]
        self.table.show_rows(Source.of(found))
        # A dote that moved in two months stands in both.
        self.table.show_sums(total if found else None)


def _rows(account: Account, at: int, most: int) -> Sequence[Row]:
    return [
        {
            "id": "/".join(row.key),
            "on": row.on,
            "payee": row.payee or _("cancellata"),
            "house": account.label("house", row.house),
            "documents": row.documents,
            "receipt": row.receipt,
            **sums(row.amounts),
        }
        for row in account.rows[at : at + most]
    ]
