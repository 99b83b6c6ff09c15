"""The account on paper: who and when, the total, the subtotals, every dote; the digest of a kept copy at its end."""

from __future__ import annotations

from collections.abc import Iterable

from millegiorni_desk.areas.doti import account_words as words
from millegiorni_desk.areas.doti.account_rows import Row
from millegiorni_desk.areas.doti.accounts import BY, Account, Subtotal
from millegiorni_desk.areas.doti.amounts import format_euros
from millegiorni_desk.paper import document
from millegiorni_desk.paper.document import Block, Document, Facts, Heading, Paragraph, Signatures, Table

_SUM_WIDTHS = (3.2, 1, 1.8, 1.8, 1.6, 1.8, 1.7, 1.9)
_ROW_HEADS = (
    "Data", "Persona", "Casa · ente", "Voce · spesa", "Documenti", "Ricevuta", "Impegnato", "Pagato", "A carico",
)  # fmt: skip
_ROW_WIDTHS = (1.3, 2, 2.6, 2.4, 3, 1.9, 1.5, 1.5, 1.5)


def account_pdf(account: Account, digest: str = "") -> bytes:
    """The account as PDF, A4 lying; *digest* is that of the copy which was kept of it."""
    blocks: list[Block] = [
        Facts(words.facts(account)),
        Heading("Totale"),
        _sums("", [Subtotal("", "Tutte le doti", len(account.rows), account.total)], total=False),
    ]
    for by in BY:
        blocks += [Heading(words.BY_WORDS[by]), _sums(words.BY_WORDS[by], account.subtotals[by])]
    blocks += [Paragraph(words.MEANING, "small"), Heading("Le doti, una per una"), _doti(account)]
    if digest:
        blocks.append(Facts([("Impronta della copia firmata (SHA-256)", digest)]))
    blocks.append(Signatures(["Data", "Firma di chi presenta il rendiconto"]))
    made = Document(
        title=words.TITLE,
        languages=("it",),
        blocks=blocks,
        above=account.funder,
        foot=f"{account.fund} ({account.code}) · {words.period(account)}",
        close=True,
        wide=True,
    )
    return document.pdf(made)


def _sums(name: str, ones: Iterable[Subtotal], total: bool = True) -> Table:
    found = list(ones)
    rows = [[one.label, str(one.doti), *words.euros(one.amounts)] for one in found]
    if total:
        whole = sum((one.amounts for one in found[1:]), found[0].amounts) if found else None
        rows += [["Totale", "", *words.euros(whole)]] if whole else []
    heads = (name.removeprefix("Per ").capitalize(), "Doti", *words.SUMS)
    return Table(heads, rows, _SUM_WIDTHS, figures=range(1, 8), total=total and bool(rows))


def _doti(account: Account) -> Table:
    rows = [_row(account, row) for row in account.rows]
    sums = (account.total.committed, account.total.paid, account.total.charged)
    rows.append(["Totale", "", "", "", "", "", *map(format_euros, sums)])
    return Table(_ROW_HEADS, rows, _ROW_WIDTHS, figures=range(6, 9), total=True)


def _row(account: Account, row: Row) -> list[str]:
    sums = (row.amounts.committed, row.amounts.paid, row.amounts.charged)
    house, body = account.label("house", row.house), account.label("body", row.body)
    return [
        words.day(row.on),
        words.payee(row),
        house if body == house else f"{house} · {body}",
        f"{account.label('line', row.line_id)} · {account.label('expense', row.expense)}",
        row.documents,
        row.receipt,
        *map(format_euros, sums),
    ]
