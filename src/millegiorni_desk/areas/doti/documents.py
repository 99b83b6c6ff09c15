"""The receipt of a dote on paper: one A4 sheet, the body's half above, hers below, cut along the line.

Half a sheet each because every printer has A4 in it, and because she goes home with the same paper
that the body keeps.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from reportlab.lib.colors import Color, HexColor
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, KeepInFrame, Paragraph, Spacer

from millegiorni_desk import paper
from millegiorni_desk.areas.doti.checks import day

_WIDTH, _HEIGHT = A4[0], A4[1] / 2
_MARGIN, _TOP, _SIGNATURES, _FOOT = 17 * mm, 10 * mm, 27 * mm, 9 * mm
_INK, _SOFT, _RULE = HexColor("#1b2a2f"), HexColor("#53636a"), HexColor("#a9b4b8")
_COPY, _VOIDED = Color(0.33, 0.39, 0.42, alpha=0.16), Color(0.75, 0.1, 0.1, alpha=0.28)
# What does not fit half a sheet stays whole in the record.
_LONGEST = 260
_MEANS = ("contanti", "bonifico", "pagamento al fornitore", "buono")

_BODY = ParagraphStyle("body", fontName=paper.SANS, fontSize=10.5, leading=15.4, textColor=_INK)
_SMALL = ParagraphStyle("small", parent=_BODY, fontSize=8.2, leading=11, textColor=_SOFT)
_RIGHT = ParagraphStyle("right", parent=_SMALL, alignment=TA_RIGHT)
_TITLE = ParagraphStyle("title", parent=_BODY, fontSize=15, leading=20, spaceBefore=9, spaceAfter=1)
_AMOUNT = ParagraphStyle("amount", parent=_BODY, fontSize=18, leading=24, spaceBefore=4, spaceAfter=6)

_WORDS = {
    "F": ("La sottoscritta", "nata", "Firma della beneficiaria"),
    "M": ("Il sottoscritto", "nato", "Firma del beneficiario"),
}
_ANYONE = ("La/il sottoscritta/o", "nata/o", "Firma della persona beneficiaria")


def receipt_pdf(content: Mapping[str, Any], copy: bool, voided: bool) -> bytes:
    """The sheet for a receipt's *content* (``records.Receipt``), marked COPIA or ANNULLATA where due."""
    page, buffer = paper.canvas(f"Ricevuta {content['number']}", content["body"]["name"])
    for bottom, whose in ((_HEIGHT, "Esemplare per l'ente"), (0, "Esemplare per la persona beneficiaria")):
        page.saveState()
        page.translate(0, bottom)
        _half(page, content, whose)
        _marks(page, copy, voided)
        page.restoreState()
    page.setStrokeColor(_RULE)
    page.setDash(2, 3)
    page.line(0, _HEIGHT, _WIDTH, _HEIGHT)
    page.showPage()
    page.save()
    return buffer.getvalue()


def unprintable(content: Mapping[str, Any]) -> str:
    """The characters of a receipt that the paper cannot show: to say so before printing."""
    return paper.unprintable(" ".join(_texts(content)))


def _texts(value: Any) -> list[str]:
    if isinstance(value, Mapping):
        return [text for part in value.values() for text in _texts(part)]
    return [value] if isinstance(value, str) else []


def _half(page: Any, content: Mapping[str, Any], whose: str) -> None:
    width = _WIDTH - 2 * _MARGIN
    height = _HEIGHT - _TOP - _SIGNATURES - _FOOT
    # Long words shrink to fit rather than run into the signatures.
    frame = KeepInFrame(width, height, [*_head(content, whose), *_statement(content)], mode="shrink")
    _, used = frame.wrapOn(page, width, height)
    frame.drawOn(page, _MARGIN, _HEIGHT - _TOP - used)
    _signatures(page, content)
    _foot(page, content)


def _head(content: Mapping[str, Any], whose: str) -> list[Flowable]:
    body = content["body"]
    about = [body["seat"], f"C.F. {body['codice_fiscale']}" if body["codice_fiscale"] else ""]
    return [
        Paragraph(whose, _RIGHT),
        Paragraph(f"<b>{_text(body['name'])}</b>", _BODY),
        Paragraph(_joined(about), _SMALL),
        Paragraph(f"<b>Ricevuta di dote di inclusione {_text(content['number'])}</b>", _TITLE),
        Paragraph(_joined([f"Sportello {content['house']['name']}", content["house"]["address"]]), _SMALL),
        Spacer(1, 9),
    ]


def _statement(content: Mapping[str, Any]) -> list[Flowable]:
    fund = content["fund"]
    what = _joined([content["expense"].lower(), content["reason"]], " – ")
    bill = _joined(
        [f"documento {content['document']}" if content["document"] else "", content["supplier"]], " di "
    )
    paid_by = _joined(
        [fund["funder"], fund["name"], fund["line"], f"CUP {fund['cup']}" if fund["cup"] else ""]
    )
    return [
        Paragraph(_person(content) + ",", _BODY),
        Paragraph("riceve la somma di", _BODY),
        Paragraph(
            f"<b>{_text(content['amount'])}</b> <font size=11>({_text(content['amount_in_words'])})</font>",
            _AMOUNT,
        ),
        Paragraph(f"Per: {what}{f' · {bill}' if bill else ''}", _BODY),
        Paragraph(f"Fondo: {paid_by}", _BODY),
        _Means(content["means"]),
        Spacer(1, 5),
        Paragraph(_joined([content["place"], day(date.fromisoformat(content["issued_on"]))], ", "), _BODY),
    ]


def _person(content: Mapping[str, Any]) -> str:
    person = content["person"]
    who, born, _ = _WORDS.get(person["gender"], _ANYONE)
    parts = [f"{who} <b>{_text(person['name'])}</b>"]
    where = f" in {_text(person['birth_country'])}" if person["birth_country"] else ""
    if person["birth_date"]:
        birth = date.fromisoformat(person["birth_date"])
        exact = person["birth_precision"] == "day"
        parts.append(f"{born} {f'il {birth:%d/%m/%Y}' if exact else f'nel {birth.year}'}{where}")
    elif where:
        parts.append(born + where)
    given = person["codice_fiscale"]
    parts.append(f"codice fiscale <b>{_text(given)}</b>" if given else "codice fiscale: privo")
    return ", ".join(parts)


class _Means(Flowable):  # type: ignore[misc]
    """How she is paid: as it was given, or boxes to tick on the paper."""

    def __init__(self, means: str) -> None:
        super().__init__()
        self.means = means

    def wrap(self, width: float, _height: float) -> tuple[float, float]:
        self.width = width
        return width, _BODY.leading

    def draw(self) -> None:
        page, x = self.canv, 0.0
        if self.means:
            line = Paragraph(f"Modalità: {_text(self.means)}", _BODY)
            line.wrapOn(page, self.width, _BODY.leading)
            line.drawOn(page, 0, 0)
            return
        page.setFont(paper.SANS, _BODY.fontSize)
        page.setFillColor(_INK)
        page.setStrokeColor(_INK)
        page.drawString(x, 3, "Modalità:")
        x += page.stringWidth("Modalità:", paper.SANS, _BODY.fontSize) + 9
        for means in _MEANS:
            page.rect(x, 2.2, 7.5, 7.5)
            page.drawString(x + 11, 3, means)
            x += page.stringWidth(means, paper.SANS, _BODY.fontSize) + 25


def _signatures(page: Any, content: Mapping[str, Any]) -> None:
    hers = _WORDS.get(content["person"]["gender"], _ANYONE)[2]
    width = (_WIDTH - 2 * _MARGIN - 14 * mm) / 2
    page.setStrokeColor(_INK)
    page.setLineWidth(0.6)
    for x, label in (
        (_MARGIN, hers),
        (_WIDTH - _MARGIN - width, f"Firma dell'operatrice/operatore ({content['issued_by']})"),
    ):
        page.line(x, _FOOT + 14 * mm, x + width, _FOOT + 14 * mm)
        line = Paragraph(_text(label), _SMALL)
        line.wrapOn(page, width, _SMALL.leading)
        line.drawOn(page, x, _FOOT + 14 * mm - line.height - 1)


def _foot(page: Any, content: Mapping[str, Any]) -> None:
    width = (_WIDTH - 2 * _MARGIN) / 2
    project = "Mille Giorni Insieme · Rete delle Case del Quartiere di Torino"
    for x, style, text in (
        (_MARGIN, _SMALL, _text(content["body"]["stamp_duty"])),
        (_WIDTH / 2, _RIGHT, project),
    ):
        line = Paragraph(text, style)
        line.wrapOn(page, width, _FOOT)
        line.drawOn(page, x, _FOOT - 2)


def _marks(page: Any, copy: bool, voided: bool) -> None:
    word, colour = ("ANNULLATA", _VOIDED) if voided else ("COPIA", _COPY)
    if not (copy or voided):
        return
    page.translate(_WIDTH / 2, _HEIGHT / 2)
    page.rotate(24)
    page.setFillColor(colour)
    page.setFont(paper.SANS_BOLD, 74)
    page.drawCentredString(0, -22, word)
    if copy and voided:
        page.setFont(paper.SANS_BOLD, 26)
        page.drawCentredString(0, -56, "COPIA")


def _text(value: str) -> str:
    return paper.markup(value if len(value) <= _LONGEST else value[: _LONGEST - 1].rstrip() + "…")


def _joined(parts: list[str], mark: str = " · ") -> str:
    return mark.join(_text(part) for part in parts if part)
