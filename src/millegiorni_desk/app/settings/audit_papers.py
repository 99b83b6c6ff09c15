"""The audit log outside the vault: as a workbook, and on paper with the hash of its newest entry."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from millegiorni_desk.app.settings.audit_words import action_words, detail_words
from millegiorni_desk.language import _
from millegiorni_desk.paper.workbooks import append, to_bytes
from millegiorni_desk.vault import audit_log
from millegiorni_desk.vault.audit import Entry
from millegiorni_desk.vault.audit_log import Wanted
from millegiorni_desk.vault.vault import Vault

# What a workbook's sheet, and a reader of paper, can take.
_MOST_ROWS, _MOST_ON_PAPER = 100_000, 2_000
_STEP = 5_000
# Of the workbook; its last column is a hash.
_WIDTHS = (9, 20, 20, 44, 34, 68)
_HEADS = (_("Numero"), _("Quando"), _("Chi"), _("Che cosa"), _("Quanto"))


def workbook(vault: Vault, wanted: Wanted) -> bytes:
    """What is wanted of the log, newest first, with every entry's hash."""
    from openpyxl import Workbook

    from millegiorni_desk.paper import spreadsheet

    book = Workbook()
    sheet = book.active
    sheet.title = _("Registro delle operazioni")
    spreadsheet.columns(sheet, _WIDTHS)
    spreadsheet.head(sheet, 1, [*_HEADS, _("Impronta")], (0,))
    sheet.freeze_panes = "A2"
    spreadsheet.page(sheet, sheet.title, "1:1")
    for entry in _entries(vault, wanted, _MOST_ROWS):
        append(sheet, [entry.n, *_told(entry), entry.hash])
    return to_bytes(book)


def pdf(vault: Vault, wanted: Wanted) -> bytes:
    """The newest of what is wanted, as A4 pages; the hash of the newest entry of all stands at the end."""
    from millegiorni_desk.paper import document

    rows = [[str(entry.n), *_told(entry)] for entry in _entries(vault, wanted, _MOST_ON_PAPER)]
    (newest,) = audit_log.page(vault, Wanted(), 0, 1)
    return document.pdf(
        document.Document(
            title=_("Registro delle operazioni"),
            languages=("it",),
            blocks=[
                document.Paragraph(f"{datetime.now():%d/%m/%Y, %H:%M} · {vault.user_name}", "small"),
                document.Table(_HEADS, rows, (1.1, 2.7, 1.8, 4.6, 2.6), figures=(0,)),
                document.Facts([(_("Ultima riga"), str(newest.n)), (_("Impronta"), newest.hash)]),
            ],
        )
    )


def _entries(vault: Vault, wanted: Wanted, most: int) -> Iterator[Entry]:
    for offset in range(0, most, _STEP):
        found = audit_log.page(vault, wanted, offset, min(_STEP, most - offset))
        yield from found
        if len(found) < _STEP:
            return


def _told(entry: Entry) -> list[str]:
    when = f"{audit_log.local(entry.at):%d/%m/%Y %H:%M:%S}"
    return [when, entry.user, action_words(entry.action), detail_words(entry.action, entry.detail)]
