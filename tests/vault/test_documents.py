"""The recovery sheet: one page with the key, and what to do with it."""

import pypdfium2
import pytest

from millegiorni_desk.vault import recovery_key
from millegiorni_desk.vault.documents import recovery_sheet_pdf

KEY = recovery_key.to_words(bytes(range(20)))


def pages(pdf: bytes) -> list[str]:
    """The text of each page, spaces made single."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [" ".join(page.get_textpage().get_text_range().split()) for page in document]
    finally:
        document.close()


def test_the_key_can_be_typed_back_from_the_sheet() -> None:
    text = pages(recovery_sheet_pdf("Mille Giorni Insieme", "Barrito", "Lucia Bianchi", KEY))[0]
    start = text.index("000G")
    assert recovery_key.from_words(text[start : start + len(KEY)]) == bytes(range(20))
    assert "Mille Giorni Insieme · Barrito" in text
    assert "Archivio creato da Lucia Bianchi" in text


@pytest.mark.parametrize(
    "name", ["", "Fondazione per lo Sviluppo dei Luoghi di Comunità " * 30, "<b>x & y", "فاطمة", "王"]
)
def test_one_page_whatever_the_names(name: str) -> None:
    assert len(pages(recovery_sheet_pdf(name, name, name, KEY))) == 1


def test_the_same_key_gives_the_same_bytes_with_packaged_typefaces_only() -> None:
    pdf = recovery_sheet_pdf("Rete", "", "Ada", KEY)
    assert recovery_sheet_pdf("Rete", "", "Ada", KEY) == pdf
    assert b"NotoSans" in pdf
    assert "Coordinamento" in pages(pdf)[0]
