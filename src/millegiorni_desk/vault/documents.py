"""Sheets with a secret on them; the recovery sheet opens a vault when a passphrase is forgotten."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from reportlab.graphics import renderPDF
from reportlab.graphics.barcode.qr import QrCodeWidget
from reportlab.graphics.shapes import Drawing
from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_CENTER
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, KeepInFrame, Paragraph, Spacer, Table, TableStyle

from millegiorni_desk import paper
from millegiorni_desk.language import _

_MARGIN = 24 * mm
_QR = 58 * mm
_WIDE = 130 * mm
_GROUPS_IN_A_ROW = 3
_INK, _SOFT, _RULE = HexColor("#1b2a2f"), HexColor("#53636a"), HexColor("#0b6e65")

_BODY = ParagraphStyle("body", fontName=paper.SANS, fontSize=11, leading=16.5, textColor=_INK, spaceAfter=5)
_TITLE = ParagraphStyle("title", parent=_BODY, fontSize=24, leading=30, spaceAfter=2)
_PLACE = ParagraphStyle("place", parent=_BODY, fontSize=12, textColor=_SOFT, spaceAfter=12)
_HEADING = ParagraphStyle("heading", parent=_BODY, fontSize=13, leading=18, spaceBefore=12, spaceAfter=3)
_KEY = ParagraphStyle("key", parent=_BODY, alignment=TA_CENTER)
_STEP = ParagraphStyle("step", parent=_BODY, leftIndent=16, bulletIndent=2, bulletFontName=paper.SANS)

_WHAT = _(
    "Con questa chiave si apre l'archivio quando una frase segreta è dimenticata e nessun altro può entrare. "
    "È scritta solo qui: il programma non la conserva e nessuno può ritrovarla."
)
_KEEP = (
    _("Mettila in busta chiusa, in un armadio a chiave, lontano dal computer."),
    _("Non fotografarla, non spedirla, non scriverla in un file."),
    _("Se la perdi o qualcuno l'ha vista, avvisa chi coordina la rete: si fa una chiave nuova."),
)
_USE = (
    _("Apri il programma e scegli «Ho dimenticato la frase segreta»."),
    _("Scrivi la chiave, o inquadra il codice: maiuscole, spazi e trattini non contano."),
    _("Scegli una frase segreta nuova e rimetti il foglio al suo posto."),
)


@dataclass(frozen=True)
class SecretSheet:
    """One A4 page with a secret in large letters and as a QR code, how to keep it, and how to use it.

    ``rows`` are the secret's parts, row by row, all of one length; ``size`` their letters, in points.
    """

    title: str
    place: str
    what: str
    rows: Sequence[Sequence[str]]
    code: str
    keep: Sequence[str]
    use: Sequence[str]
    size: int = 24


def recovery_sheet_pdf(network: str, house: str, user: str, recovery_key: str) -> bytes:
    """One A4 page with the recovery key in groups and as a QR code, and what to do with it.

    *recovery_key* is what ``opening.create_vault`` returns; *user* is who made the vault. The names are
    those shown on screen; *house* is empty for the coordination.
    """
    place = " · ".join(paper.markup(part) for part in (network, house or _("Coordinamento")) if part)
    groups = recovery_key.split("-")
    sheet = SecretSheet(
        _("Chiave di recupero"),
        _("{place}<br/>Archivio creato da {markup}").format(place=place, markup=paper.markup(user)),
        _WHAT,
        [groups[start : start + _GROUPS_IN_A_ROW] for start in range(0, len(groups), _GROUPS_IN_A_ROW)],
        recovery_key,
        _KEEP,
        _USE,
    )
    return secret_sheets_pdf(_("Chiave di recupero"), [sheet])


def secret_sheets_pdf(title: str, sheets: Sequence[SecretSheet]) -> bytes:
    """*sheets* as one PDF called *title*, a page each."""
    page, buffer = paper.canvas(title)
    for sheet in sheets:
        _draw(page, sheet)
        page.showPage()
    page.save()
    return buffer.getvalue()


def _draw(page: Any, sheet: SecretSheet) -> None:
    key = ParagraphStyle("key", parent=_KEY, fontSize=sheet.size, leading=sheet.size * 1.5)
    cells = [[Paragraph(f"<b>{paper.markup(part)}</b>", key) for part in row] for row in sheet.rows]
    flush = TableStyle([("TOPPADDING", (0, 0), (-1, -1), 0), ("BOTTOMPADDING", (0, 0), (-1, -1), 0)])
    story: list[Flowable] = [
        Paragraph(f"<b>{paper.markup(sheet.title)}</b>", _TITLE),
        Paragraph(sheet.place, _PLACE),
        Paragraph(sheet.what, _BODY),
        Spacer(1, 10),
        Table(cells, [_WIDE / len(sheet.rows[0])] * len(sheet.rows[0]), style=flush),
        Spacer(1, 8),
        _Code(sheet.code),
        *_steps(_("Come si custodisce"), sheet.keep, "•"),
        *_steps(_("Come si usa"), sheet.use, ""),
    ]
    width, height = A4[0] - 2 * _MARGIN, A4[1] - 2 * _MARGIN
    # Long names shrink: a key on two pages is a key half lost.
    frame = KeepInFrame(width, height, story, mode="shrink")
    _unused, used = frame.wrapOn(page, width, height)
    frame.drawOn(page, _MARGIN, A4[1] - _MARGIN - used)
    page.setStrokeColor(_RULE)
    page.setLineWidth(3)
    page.line(_MARGIN, A4[1] - 16 * mm, A4[0] - _MARGIN, A4[1] - 16 * mm)


def _steps(heading: str, steps: Sequence[str], mark: str) -> list[Flowable]:
    return [
        Paragraph(f"<b>{heading}</b>", _HEADING),
        *(Paragraph(step, _STEP, bulletText=mark or f"{place}.") for place, step in enumerate(steps, 1)),
    ]


class _Code(Flowable):  # type: ignore[misc]
    """The key as a QR code, in the middle of the line."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.code: Any = QrCodeWidget(text, barLevel="Q", barFillColor=_INK, barBorder=4)

    def wrap(self, width: float, _height: float) -> tuple[float, float]:
        self.width = width
        return width, _QR

    def draw(self) -> None:
        left, bottom, right, _top = self.code.getBounds()
        scale = _QR / (right - left)
        drawing = Drawing(_QR, _QR, transform=[scale, 0, 0, scale, -left * scale, -bottom * scale])
        drawing.add(self.code)
        renderPDF.draw(drawing, self.canv, (self.width - _QR) / 2, 0)
