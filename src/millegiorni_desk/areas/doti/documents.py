"""The receipt of a dote on paper, in Italian or with a second language beside it.

Half a sheet each because every printer has A4 in it, and because she goes home with the same paper that the body
keeps. Two persons' receipts fit one sheet where the body wants its own half only; one takes a whole sheet, larger.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from millegiorni_desk.areas.doti import receipt_words
from millegiorni_desk.areas.doti.receipt_words import ITALIAN, Line, Texts
from millegiorni_desk.paper import scripts
from millegiorni_desk.paper.typesetting import printable, qr_modules, typeset
from millegiorni_desk.paper.typesetting import unprintable as _unprintable

HALVES, PAIRS, WHOLE = "halves", "pairs", "whole"
LAYOUTS = (HALVES, PAIRS, WHOLE)
"""Both halves of one receipt on a sheet; two receipts on a sheet, the body's half of each; a sheet for each copy."""

_BODYS, _HERS = "Esemplare per l'ente", "Esemplare per la persona beneficiaria"
_PROJECT = "Mille Giorni Insieme · Rete delle Case del Quartiere di Torino"
_DRAFT = "bozza di traduzione"
_TOO_LONG = re.compile(r"(\S{30})(?=\S)")


@dataclass(frozen=True)
class Sheet:
    """A receipt to be printed: its content (``records.Receipt``), the language beside Italian, what marks it.

    ``code`` is the text of its QR code (:mod:`signing`); without it there is none. ``only_bodys``: she takes no paper
    home, so on a sheet of two halves there is none of hers; a sheet for each copy is chosen for her.
    """

    content: Mapping[str, Any]
    language: str = ITALIAN
    copy: bool = False
    voided: bool = False
    code: str = ""
    only_bodys: bool = False


def receipts_pdf(sheets: Sequence[Sheet], layout: str = HALVES) -> bytes:
    """The receipts as PDF, A4, in their order; the same sheets give the same bytes."""
    if layout not in LAYOUTS:
        raise ValueError(layout)
    first = sheets[0].content
    title = f"Ricevuta {first['number']}" if len(sheets) == 1 else f"Ricevute ({len(sheets)})"
    content = {
        "title": printable(title),
        "author": printable(first["body"]["name"]),
        "pages": _pages(sheets, layout),
        "whole": layout == WHOLE,
    }
    return typeset("receipt", content)


def _pages(sheets: Sequence[Sheet], layout: str) -> list[list[dict[str, Any]]]:
    if layout == PAIRS:
        halves = [_half(sheet, _BODYS) for sheet in sheets]
        return [halves[at : at + 2] for at in range(0, len(halves), 2)]
    pages = []
    for sheet in sheets:
        copies = (_BODYS,) if sheet.only_bodys and layout == HALVES else (_BODYS, _HERS)
        both = [_half(sheet, whose) for whose in copies]
        pages += [[one] for one in both] if layout == WHOLE else [both]
    return pages


def unprintable(content: Mapping[str, Any]) -> str:
    """The characters of a receipt that the paper cannot show: to say so before printing."""
    return _unprintable(*_texts(content))


def _texts(value: Any) -> list[str]:
    if isinstance(value, Mapping):
        return [text for part in value.values() for text in _texts(part)]
    return [value] if isinstance(value, str) else []


def _half(sheet: Sheet, whose: str) -> dict[str, Any]:
    content, body = sheet.content, sheet.content["body"]
    spoken = [receipt_words.texts(code) for code in dict.fromkeys((ITALIAN, sheet.language))]
    code = f"C.F. {body['codice_fiscale']}" if body["codice_fiscale"] else ""
    italian = spoken[0]
    about = [receipt_words.own(italian, part) for part in (body["seat"], code) if part]
    return {
        "whose": whose,
        "body": printable(receipt_words.own(italian, body["name"])),
        "about": printable(" · ".join(about)),
        "columns": [_column(said, content) for said in spoken],
        "stamp_duty": printable(receipt_words.own(italian, body["stamp_duty"])),
        "project": _PROJECT,
        "mark": "ANNULLATA" if sheet.voided else "COPIA" if sheet.copy else "",
        "also": "COPIA" if sheet.voided and sheet.copy else "",
        "qr": qr_modules(sheet.code, "M") if sheet.code else [],
    }


def _column(said: Texts, content: Mapping[str, Any]) -> dict[str, Any]:
    desk = receipt_words.desk(said, content)
    address = content["house"]["address"]
    return {
        "lang": said.language,
        "rtl": said.language in scripts.RIGHT_TO_LEFT,
        "title": _line(receipt_words.title(said, content)),
        "desk": printable(" · ".join(part for part in (desk, receipt_words.own(said, address)) if part)),
        "lines": [_line(line) for line in receipt_words.lines(said, content)],
        "signatures": [printable(text) for text in receipt_words.signatures(said, content)],
        "binding": said.words["binding"],
        "draft": "" if said.reviewed else _DRAFT,
    }


def _line(line: Line) -> list[dict[str, str]]:
    return [{"text": _breakable(printable(run.text), run.look), "look": run.look} for run in line]


def _breakable(text: str, look: str) -> str:
    """*text* with places to break where a word is longer than a column; amounts in words are hyphenated instead."""
    return text if look == "words" else _TOO_LONG.sub("\\1\u200b", text)
