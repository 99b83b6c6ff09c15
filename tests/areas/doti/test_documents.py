"""The receipt on paper: what is on it, that it repeats, that nothing typed breaks it."""

import ctypes
import hashlib
import re
import subprocess
import sys
import zlib
from copy import deepcopy
from typing import Any

import pypdfium2
import pypdfium2.raw
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from millegiorni_desk import resources
from millegiorni_desk.areas.doti.amounts import euros_in_words
from millegiorni_desk.areas.doti.documents import (
    HALVES,
    LAYOUTS,
    PAIRS,
    WHOLE,
    Sheet,
    receipts_pdf,
    unprintable,
)
from millegiorni_desk.areas.doti.receipt_words import LANGUAGES, language_for, texts
from millegiorni_desk.network.vocabularies import SHIPPED
from millegiorni_desk.paper import scripts
from tests.paper.old_printer import black

CONTENT: dict[str, Any] = {
    "version": 2,
    "network": "0123456789abcdef0123456789abcdef",
    "dote": "019a0000-0000-7000-8000-000000000001",
    "discreet": False,
    "expense_code": "utilities",
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
        "birth_country_code": "MA",
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


def receipt_pdf(
    receipt: dict[str, Any], copy: bool = False, voided: bool = False, language: str = "it", code: str = ""
) -> bytes:
    """One receipt, both halves."""
    return receipts_pdf([Sheet(receipt, language, copy=copy, voided=voided, code=code)])


def drawn(pdf: bytes) -> list[str]:
    """The text of each page, spaces made single, without the marks that set a name apart."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        pages = [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()
    return [" ".join(re.sub("[\u2066-\u2069\ufffe]", "", page).split()) for page in pages]


# What grey shows on paper.
_INK = b"#" * 250 + b" " * 6


def ink(pdf: bytes) -> list[tuple[float, float, float, float]]:
    """Of each page, how far the ink is from its left, top, right and bottom edges, in millimetres."""
    scale, found = 3, []
    document = pypdfium2.PdfDocument(pdf)
    for page in document:
        bitmap = page.render(scale=scale, grayscale=True)
        sheet = bytes(bitmap.buffer).translate(_INK)
        rows = [sheet[at : at + bitmap.width] for at in range(0, len(sheet), bitmap.stride)]
        marked = [at for at, row in enumerate(rows) if not row.isspace()]
        lefts = [len(rows[at]) - len(rows[at].lstrip()) for at in marked]
        rights = [len(rows[at]) - len(rows[at].rstrip()) for at in marked]
        millimetre = 25.4 / 72 / scale
        edges = (min(lefts), marked[0], min(rights), len(rows) - 1 - marked[-1])
        found.append(tuple(edge * millimetre for edge in edges))
        page.close()
    document.close()
    return found  # type: ignore[return-value]


def test_everything_that_makes_it_a_receipt_is_on_both_halves() -> None:
    pages = drawn(receipt_pdf(content()))
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
        assert pages[0].count(text) == 2, (text, pages[0])
    for text in ("Esemplare per l'ente", "Esemplare per la persona beneficiaria"):
        assert pages[0].count(text) == 1
    assert "COPIA" not in pages[0]
    assert "ANNULLATA" not in pages[0]
    assert "bozza" not in pages[0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_name_tax_code_and_amount_are_read_back_in_every_language(language: str) -> None:
    receipt = content(person__name="Fatima El Idrissi")
    (text,) = drawn(receipt_pdf(receipt, language=language, code="MGR1." + "A" * 250))
    times = 2 if language == "it" else 4
    for said in ("Fatima", "Idrissi", "LDRFTM94C52Z330K", "151,65", "F2210"):
        assert text.count(said) == times, (said, text)
    # pypdfium2 gives the words of a line that runs leftwards from the right, Latin ones too.
    for said in ("Fatima El Idrissi", "BAR-2025-A/0042"):
        assert text.count(said) == (2 if language == "ar" else times)
    assert text.count("151,65 €") == times
    assert scripts.MISSING not in text
    assert text.count("centocinquantuno/65") == 2
    assert text.count("bozza di traduzione") == (0 if texts(language).reviewed else 2)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_every_word(language: str) -> None:
    said, italian = texts(language), texts("it")
    for part in ("words", "person", "expense", "means"):
        theirs, ours = getattr(said, part), getattr(italian, part)
        assert theirs.keys() == ours.keys(), part
    for gender in ("F", "M", "X"):
        assert said.person[gender].keys() == italian.person[gender].keys()
    for word, words in italian.words.items():
        assert re.findall(r"{\w+}", said.words[word]) == re.findall(r"{\w+}", words), word
    assert said.expense.keys() == SHIPPED["expense"].keys()


def test_italian_alone_for_a_language_without_words() -> None:
    assert language_for("ti") == "it"
    assert language_for("") == "it"
    assert language_for("pt") == "pt"


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_second_language_says_the_same(language: str) -> None:
    (text,) = drawn(receipt_pdf(content(means="Bonifico"), language=language))
    told = {"en": ("born on 12/03/1994 (Morocco)", "bank transfer", "23 November 2025", "utilities")}
    for said in told.get(language, ("المغرب", "تحويل مصرفي", "نوفمبر", "فواتير الخدمات")):
        # Arabic is read back letter by letter, from whichever end the reader begins.
        assert text.count(said) == 2 or text.count(said[::-1]) == 2, (said, text)


def test_arabic_stands_at_the_right_and_names_in_it_keep_their_order() -> None:
    document = pypdfium2.PdfDocument(receipt_pdf(content(), language="ar"))
    page = document[0].get_textpage()
    places = {word: _lefts(page, word) for word in ("Fatima", "El", "Idrissi")}
    assert [len(lefts) for lefts in places.values()] == [4] * 3
    assert all(one < two < three for one, two, three in zip(*places.values(), strict=True))
    assert sum(left > 297.6 for left in places["Fatima"]) == 2, "her name is not in both columns"
    signature = next(at for at in range(page.count_chars()) if page.get_text_range(at, 1) in ("أ", "ﺃ"))
    assert page.get_charbox(signature)[2] > 540, "the first word is not at the right edge"
    document.close()


@pytest.mark.parametrize("language", ["it", "bn"])
def test_a_discreet_receipt_tells_no_story(language: str) -> None:
    hidden = content(
        discreet=True,
        expense="",
        expense_code="",
        reason="",
        supplier="",
        document="",
        fund={"name": "", "funder": "", "cup": "", "line": ""},
    )
    for receipt in (hidden, content(discreet=True)):
        (text,) = drawn(receipt_pdf(receipt, language=language))
        for story in (
            "Utenze",
            "utenze",
            "bolletta",
            "Iren",
            "F2210",
            "Umanitario",
            "Buddhista",
            "CUP",
            "dote",
        ):
            assert story not in text
        assert text.count("Per: contributo economico") == 2
        assert "Fatima El Idrissi" in text and "LDRFTM94C52Z330K" in text


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("language", ["it", "ar", "fr"])
def test_nothing_is_printed_where_old_printers_leave_white(layout: str, language: str) -> None:
    pdf = receipts_pdf([Sheet(content(), language, copy=True, code="MGR1." + "A" * 250)] * 2, layout)
    for edges in ink(pdf):
        assert min(edges) >= 10, edges


def test_layouts() -> None:
    other = content(number="BAR-2025-A/0043", person__name="Amina Traoré")
    sheets = [Sheet(content()), Sheet(other), Sheet(content(number="BAR-2025-A/0044"))]
    halves, pairs, whole = (drawn(receipts_pdf(sheets, layout)) for layout in (HALVES, PAIRS, WHOLE))
    assert [len(pages) for pages in (halves, pairs, whole)] == [3, 2, 6]
    assert "0042" in pairs[0] and "0043" in pairs[0] and "0044" in pairs[1]
    assert pairs[0].count("Esemplare per l'ente") == 2
    assert "ente" in whole[0] and "Esemplare per la persona beneficiaria" in whole[1]
    with pytest.raises(ValueError, match="thirds"):
        receipts_pdf(sheets, "thirds")


def test_a_receipt_of_the_first_version_is_printed_too() -> None:
    old = content(version=1)
    for name in ("network", "dote", "discreet", "expense_code"):
        del old[name]
    del old["person"]["birth_country_code"]
    (text,) = drawn(receipt_pdf(old, language="fr"))
    assert text.count("Fatima El Idrissi") == 4
    assert text.count("Utenze – bolletta della luce") == 2


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
    assert drawn(receipt_pdf(content(**changes)))[0].count(text) == 2


@pytest.mark.parametrize(("copy", "voided"), [(True, False), (False, True), (True, True)])
def test_marks(copy: bool, voided: bool) -> None:
    text = drawn(receipt_pdf(content(), copy=copy, voided=voided))[0]
    assert text.count("COPIA") == 2 * copy
    assert text.count("ANNULLATA") == 2 * voided


@pytest.mark.parametrize("marks", [{"copy": True}, {"voided": True}])
def test_marks_are_read_where_a_printer_knows_no_grey(marks: dict[str, bool]) -> None:
    """What is darker than half is black, everything else white."""
    plain, marked = (black(receipt_pdf(content(), **marked)) for marked in ({}, marks))
    assert marked > 1.02 * plain, "the mark is not seen"


def test_no_letter_is_grey() -> None:
    """An old printer makes dots of grey."""
    document = pypdfium2.PdfDocument(receipt_pdf(content(), language="ar"))
    page = document[0].get_textpage()
    inks = {ink_of(page, at) for at in range(page.count_chars()) if page.get_text_range(at, 1).strip()}
    document.close()
    assert inks == {(0, 0, 0, 255)}


def ink_of(page: Any, at: int) -> tuple[int, ...]:
    """Red, green, blue and how dense."""
    parts = [ctypes.c_uint() for _ in range(4)]
    pypdfium2.raw.FPDFText_GetFillColor(page, at, *(ctypes.byref(part) for part in parts))
    return tuple(part.value for part in parts)


def test_the_code_of_a_project_stays_with_its_word() -> None:
    receipt = content(fund__name="Bando", fund__line="Doti " + "e" * 30)
    document = pypdfium2.PdfDocument(receipt_pdf(receipt, language="fr"))
    text = document[0].get_textpage().get_text_range()
    document.close()
    assert len(re.findall("CUP[ \N{NO-BREAK SPACE}]J19I22000030005", text)) == 4, "it stands on another line"


def test_chinese_signs_have_no_white_twice() -> None:
    (text,) = drawn(receipt_pdf(content(means="Bonifico"), language="zh"))
    assert text.count("付款方式：银行转账") == 2
    assert text.count("12/03/1994（摩洛哥）") == 2


def test_both_stand_on_the_same_line_to_sign() -> None:
    receipt = content(issued_by="Maria Antonietta Della Rovere-Buonaventura")
    document = pypdfium2.PdfDocument(receipt_pdf(receipt, language="fr"))
    page = document[0].get_textpage()
    hers, desks = (_place(page, text)[1] for text in ("Firma della beneficiaria", "Firma dell'operatrice"))
    document.close()
    assert abs(hers - desks) < 1


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
    pdf = receipt_pdf(content(person__name="فاطمة الإدريسي"), copy=True, voided=True, language="zh")
    plain = pdf + b"".join(_streams(pdf))
    fonts = set(re.findall(rb"/BaseFont ?/(?:[A-Z]{6}\+)?([A-Za-z-]+)", plain))
    assert {name.split(b"-")[0] for name in fonts} == {b"NotoSans", b"NotoSansArabic", b"NotoSansSC"}
    described = len(re.findall(rb"/Type ?/FontDescriptor", plain))
    assert len(re.findall(rb"/FontFile[23] ", plain)) == described > 0
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
    text = drawn(receipt_pdf(content(reason=nasty)))[0]
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
    document = pypdfium2.PdfDocument(receipt_pdf(content(**changes)))
    assert len(document) == 1
    page = document[0].get_textpage()
    signed = _place(page, "Firma della beneficiaria")
    assert _place(page, "Torino, 23 novembre 2025")[1] > signed[3] + 20
    assert _place(page, "Imposta", "Esente")[3] < signed[1]
    document.close()


def _lefts(page: Any, word: str) -> list[float]:
    """Where *word* begins, each time that it stands there."""
    search, found = page.search(word, match_whole_word=True, match_case=True), []
    while (at := search.get_next()) is not None:
        found.append(page.get_charbox(at[0])[0])
    return found


def _place(page: Any, *texts: str) -> tuple[float, float, float, float]:
    """Left, bottom, right, top of the first of *texts* on the upper half."""
    for text in texts:
        found = page.search(text).get_next()
        if found:
            box: tuple[float, float, float, float] = page.get_charbox(found[0])
            return box
    raise AssertionError(texts)


def test_what_no_typeface_holds_is_marked_and_named() -> None:
    assert unprintable(content(person__name="ማርያም Selam")) == "".join(sorted("ማርያም"))
    assert scripts.MISSING in drawn(receipt_pdf(content(person__name="ማርያም Selam")))[0]
    assert unprintable(content(person__name="Ștefănescu Đặng Łucja Ольга Ελένη 王芳 فاطمة")) == ""


@settings(max_examples=40)
@given(st.text(max_size=40), st.text(max_size=40))
def test_nothing_typed_breaks_the_paper(name: str, reason: str) -> None:
    pdf = receipt_pdf(content(person__name=name, reason=reason, place=name))
    assert pdf.startswith(b"%PDF")
    assert len(drawn(pdf)) == 1
