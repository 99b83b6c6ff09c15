"""The receipt on paper: what is on it, that it repeats, that nothing typed breaks it."""

import hashlib
import re
import subprocess
import sys
import zlib
from copy import deepcopy
from typing import Any

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from millegiorni_desk import paper, resources
from millegiorni_desk.areas.doti.amounts import euros_in_words
from millegiorni_desk.areas.doti.documents import receipt_pdf, unprintable

CONTENT: dict[str, Any] = {
    "version": 1,
    "number": "BAR-2025-A/0042",
    "means": "",
    "place": "Torino",
    "issued_on": "2025-11-23",
    "issued_by": "Lucia Bianchi",
    "body": {
        "name": "Associazione Barrito APS",
        "seat": "via Tepice 23, Torino",
        "codice_fiscale": "97812340018",
        "stamp_duty": "Imposta di bollo: da verificare",
    },
    "house": {"code": "BAR", "name": "Barrito", "address": "via Tepice 23, Torino"},
    "person": {
        "name": "Fatima El Idrissi",
        "gender": "F",
        "birth_date": "1994-03-12",
        "birth_precision": "day",
        "birth_country": "Marocco",
        "codice_fiscale": "LDRFTM94C52Z330K",
    },
    "amount_cents": 15165,
    "amount": "151,65 €",
    "amount_in_words": "centocinquantuno/65",
    "expense": "Utenze",
    "reason": "bolletta della luce",
    "supplier": "Iren",
    "document": "F2210",
    "fund": {
        "name": "Bando Umanitario",
        "funder": "Unione Buddhista Italiana",
        "cup": "J19I22000030005",
        "line": "Doti",
    },
}


def content(**changes: Any) -> dict[str, Any]:
    """The receipt with *changes*; ``person__name`` reaches inside."""
    changed = deepcopy(CONTENT)
    for name, value in changes.items():
        outer, _, inner = name.partition("__")
        if inner:
            changed[outer][inner] = value
        else:
            changed[outer] = value
    return changed


def drawn(pdf: bytes) -> list[str]:
    """The text of each page, spaces made single."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [" ".join(page.get_textpage().get_text_range().split()) for page in document]
    finally:
        document.close()


def test_everything_that_makes_it_a_receipt_is_on_both_halves() -> None:
    pages = drawn(receipt_pdf(content(), copy=False, voided=False))
    assert len(pages) == 1
    for text in (
        "Associazione Barrito APS",
        "via Tepice 23, Torino · C.F. 97812340018",
        "Ricevuta di dote di inclusione BAR-2025-A/0042",
        "Sportello Barrito",
        "La sottoscritta Fatima El Idrissi, nata il 12/03/1994 in Marocco, codice fiscale LDRFTM94C52Z330K,",
        "riceve la somma di 151,65 € (centocinquantuno/65)",
        "Per: utenze – bolletta della luce · documento F2210 di Iren",
        "Fondo: Unione Buddhista Italiana · Bando Umanitario · Doti · CUP J19I22000030005",
        "Modalità: contanti bonifico pagamento al fornitore buono",
        "Torino, 23 novembre 2025",
        "Firma della beneficiaria",
        "Firma dell'operatrice/operatore (Lucia Bianchi)",
        "Imposta di bollo: da verificare",
        "Mille Giorni Insieme",
    ):
        assert pages[0].count(text) == 2, text
    assert "COPIA" not in pages[0]
    assert "ANNULLATA" not in pages[0]


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"person__codice_fiscale": ""}, "codice fiscale: privo"),
        ({"person__birth_precision": "year"}, "nata nel 1994 in Marocco"),
        ({"person__birth_date": ""}, "nata in Marocco"),
        ({"person__birth_date": "", "person__birth_country": ""}, "Idrissi, codice fiscale"),
        ({"person__gender": "M"}, "Il sottoscritto Fatima El Idrissi, nato il"),
        ({"person__gender": ""}, "La/il sottoscritta/o"),
        ({"means": "bonifico"}, "Modalità: bonifico"),
        ({"document": ""}, "bolletta della luce · Iren"),
        ({"supplier": "", "document": "", "reason": ""}, "Per: utenze Fondo"),
        ({"place": ""}, "23 novembre 2025"),
    ],
)
def test_what_is_not_known_is_said_or_left_out(changes: dict[str, Any], text: str) -> None:
    assert drawn(receipt_pdf(content(**changes), copy=False, voided=False))[0].count(text) == 2


@pytest.mark.parametrize(("copy", "voided"), [(True, False), (False, True), (True, True)])
def test_marks(copy: bool, voided: bool) -> None:
    text = drawn(receipt_pdf(content(), copy=copy, voided=voided))[0]
    assert text.count("COPIA") == 2 * copy
    assert text.count("ANNULLATA") == 2 * voided


def test_the_same_content_gives_the_same_bytes_in_another_process() -> None:
    here = receipt_pdf(content(), copy=True, voided=False)
    assert receipt_pdf(content(), copy=True, voided=False) == here
    program = (
        "import hashlib; from tests.areas.doti.test_documents import content, receipt_pdf; "
        "print(hashlib.sha256(receipt_pdf(content(), copy=True, voided=False)).hexdigest())"
    )
    told = subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path[:0] = {sys.path!r}; {program}"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.strip() == hashlib.sha256(here).hexdigest()


def test_only_packaged_typefaces_embedded_and_no_path_of_this_machine() -> None:
    pdf = receipt_pdf(content(person__name="فاطمة الإدريسي"), copy=True, voided=True)
    plain = pdf + b"".join(_streams(pdf))
    fonts = set(re.findall(rb"/BaseFont /(?:[A-Z]{6}\+)?([A-Za-z-]+)", plain))
    assert {name.split(b"-")[0] for name in fonts} == {b"NotoSans", b"NotoSansArabic"}
    assert plain.count(b"/FontFile2") == plain.count(b"/Type /FontDescriptor") > 0
    for path in (str(resources.root()), sys.prefix, str(resources.root().parent)):
        assert path.encode() not in plain


def _streams(pdf: bytes) -> list[bytes]:
    found = []
    for raw in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL):
        try:
            found.append(zlib.decompress(raw))
        except zlib.error:
            continue
    return found


def test_what_looks_like_markup_is_only_text() -> None:
    nasty = "<b>x</b> & <img src='file:///etc/hostname'/> &amp; </para>"
    text = drawn(receipt_pdf(content(reason=nasty), copy=False, voided=False))[0]
    assert f"Per: utenze – {nasty}" in text


LONG = (
    "María Guadalupe de los Ángeles Concepción Fernández-Villavicencio y Quispe Mamani "
    "Abdurrahmanovna Razafindrakotoarimanana"
)


@pytest.mark.parametrize("length", [1, 3, 20])
def test_long_words_stay_above_the_signatures(length: int) -> None:
    """On one page, and no word of the statement below the line where she signs."""
    changes = {
        "person__name": LONG * length,
        "reason": "acquisto di una carrozzina con materasso " * 10 * length,
        "supplier": LONG * length,
        "amount": "999.999.999,99 €",
        "amount_in_words": euros_in_words(999_999_999_99),
        "body__name": LONG * length,
        "body__stamp_duty": "Esente dall'imposta di bollo ai sensi dell'art. 82, comma 5, del d.lgs. 117/2017",
    }
    document = pypdfium2.PdfDocument(receipt_pdf(content(**changes), copy=False, voided=False))
    assert len(document) == 1
    page = document[0].get_textpage()
    signed = _place(page, "Firma della beneficiaria")
    assert _place(page, "Torino, 23 novembre 2025")[1] > signed[3] + 20
    assert _place(page, "Imposta", "Esente")[3] < signed[1]
    document.close()


def _place(page: Any, *texts: str) -> tuple[float, float, float, float]:
    """Left, bottom, right, top of the first of *texts* on the upper half."""
    for text in texts:
        found = page.search(text).get_next()
        if found:
            box: tuple[float, float, float, float] = page.get_charbox(found[0])
            return box
    raise AssertionError(texts)


def test_arabic_is_joined_and_set_from_right_to_left() -> None:
    """Letters in their joined forms, the last one first on the paper."""
    assert paper.markup("علي") == '<font name="NotoSansArabic">\ufef2\ufee0\ufecb</font>'
    assert (
        paper.markup("Fatima (علي) 12") == 'Fatima (<font name="NotoSansArabic">\ufef2\ufee0\ufecb</font>) 12'
    )
    assert unprintable(content(person__name="فاطمة الإدريسي")) == ""


def test_what_no_typeface_holds_is_marked_and_named() -> None:
    assert unprintable(content(person__name="王芳 Fang")) == "王芳"
    assert paper.markup("王 Fang") == f"{paper.MISSING} Fang"
    assert drawn(receipt_pdf(content(person__name="王芳 Fang"), copy=False, voided=False))
    assert unprintable(content(person__name="Ștefănescu Đặng Łucja Ольга Ελένη")) == ""


@settings(max_examples=40)
@given(st.text(max_size=40), st.text(max_size=40))
def test_nothing_typed_breaks_the_paper(name: str, reason: str) -> None:
    pdf = receipt_pdf(content(person__name=name, reason=reason, place=name), copy=False, voided=False)
    assert pdf.startswith(b"%PDF")
    assert len(drawn(pdf)) == 1
