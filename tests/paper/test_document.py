"""Text documents in eight languages: letters joined, lines broken and ordered as each script asks, same bytes."""

import os
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pypdfium2
import pytest

from millegiorni_desk import resources
from millegiorni_desk.paper import document as paper
from millegiorni_desk.paper import scripts
from millegiorni_desk.paper.document import (
    Block,
    Code,
    Document,
    Facts,
    Heading,
    Paragraph,
    Signatures,
    Space,
    Table,
    Words,
)
from tests.paper.old_printer import black

BODY = "Associazione «Bagni Pubblici di via Agliè» APS"
BOTH = ("it", "ar")
# Words of several characters that each script joins into fewer or other shapes.
CONJUNCT, PARTS = "ক্ষ", ("ক", "ষ")


def notice(*languages: str) -> list[Words]:
    """The paragraphs of the packaged notice, with the names of a body put in."""
    names = dict.fromkeys(("seat", "codice_fiscale", "contact", "dpo"), paper.inserted("via Agliè 9"))
    texts = {
        language: [
            line.lstrip("# ").format(body=paper.inserted(BODY), **names)
            for line in resources.read_text(f"notices/{language}.md").splitlines()
        ]
        for language in languages
    }
    if len(languages) == 1:
        return list(texts[languages[0]])
    return [dict(zip(texts, lines, strict=True)) for lines in zip(*texts.values(), strict=True)]


def printed(
    *blocks: Block, languages: tuple[str, ...] = ("it",), title: Words = "T", mark: str = ""
) -> bytes:
    return paper.pdf(Document(title, languages, blocks, above=BODY, foot="Mille Giorni", mark=mark))


def text_of(pdf: bytes) -> str:
    """All the words without the white between them: what is far apart on paper is not told from a space."""
    with pypdfium2.PdfDocument(pdf) as opened:
        return "".join("".join(opened[n].get_textpage().get_text_range().split()) for n in range(len(opened)))


def letters(pdf: bytes) -> list[tuple[str, float, float, float]]:
    """Every character of the first page with its left and right edge and the foot of its line."""
    with pypdfium2.PdfDocument(pdf) as opened:
        page = opened[0].get_textpage()
        found = []
        for n in range(page.count_chars()):
            left, bottom, right, _top = page.get_charbox(n)
            found.append((page.get_text_range(n, 1), left, right, bottom))
        return found


def edges(pdf: bytes, character: str) -> tuple[float, float]:
    """Left and right edge of a character's last place on the page."""
    return next((left, right) for c, left, right, _ in reversed(letters(pdf)) if c == character)


def width(word: str, language: str) -> float:
    """How wide the ink of a word is, in points."""
    found = [one for one in letters(printed(Paragraph(word), languages=(language,))) if one[0] in word]
    return max(one[2] for one in found) - min(one[1] for one in found)


@pytest.mark.parametrize("language", scripts.LANGUAGES)
def test_a_notice_is_set_in_every_language_alone_and_beside_italian(language: str) -> None:
    for languages in {(language,), ("it", language) if language != "it" else ("it",)}:
        blocks = [Paragraph(words) for words in notice(*languages)]
        text = text_of(printed(*blocks, languages=languages, mark="BOZZA"))
        assert scripts.MISSING not in text
        assert "BOZZA" in text and "Agliè" in text and "garanteprivacy" in text
    assert not paper.unprintable(resources.read_text(f"notices/{language}.md"))


def test_arabic_starts_at_the_right_wraps_downwards_and_keeps_a_latin_name_in_its_order() -> None:
    sentence = (
        f"المسؤول {paper.inserted('Prima Seconda Terza')}، " + "لنستمع إليك ونوجّهك ونرافقك إلى الخدمات؛ " * 6
    )
    found = letters(printed(Paragraph(sentence + "ژ"), languages=("ar",)))
    _, _, first_right, first_line = next(one for one in found if one[0] == "ا")
    _, last_left, _, last_line = next(one for one in found if one[0] == "ژ")
    assert first_right > 530, "the first word does not start at the right margin"
    assert last_line < first_line - 12 and last_left < first_right, "the last word is not further down"
    latin = {c: left for c, left, _, _ in found if c in "PST"}
    assert latin["P"] < latin["S"] < latin["T"] < first_right, "the Latin words are not in their order"
    lines = {round(bottom / 12) for c, _, _, bottom in found if c in "لنستمع"}
    assert len(lines) > 1, "the sentence was not wrapped"


def test_arabic_letters_stay_joined_under_their_vowels() -> None:
    for vowelled, plain in (("مُدرِّسة", "مدرسة"), ("لستِ", "لست")):
        pages = [printed(Paragraph(word), languages=("ar",)) for word in (vowelled, plain)]
        for letter in plain:
            assert edges(pages[0], letter) == pytest.approx(edges(pages[1], letter), abs=0.6), letter


def test_bengali_letters_form_their_conjuncts() -> None:
    assert width(CONJUNCT, "bn") < 0.8 * sum(width(part, "bn") for part in PARTS)
    # A ya-phala behind a joiner hangs on its letter.
    assert width("র\u200d্যাব", "bn") < width("রযাব", "bn") * 1.15


def test_chinese_breaks_between_characters_but_never_before_a_stop() -> None:
    text = "您可以要求查看资料、取得副本、更正、删除、限制使用或反对，也可以随时撤回同意。" * 12
    found = [one for one in letters(printed(Paragraph(text), languages=("zh",))) if one[0] in text]
    firsts = [now[0] for before, now in pairwise(found) if now[1] < before[1] - 200]
    assert len(firsts) > 5, "the text was not wrapped"
    assert not set(firsts) & set("，。、；：")


def test_two_languages_stand_side_by_side_and_one_text_runs_across() -> None:
    found = letters(
        printed(
            Heading({"it": "Zeta", "ar": "ژ"}),
            Paragraph("Qui", "small"),
            languages=BOTH,
            title={"it": "A", "ar": "ب"},
        )
    )
    place = {c: (left, bottom) for c, left, _, bottom in found}
    assert place["Z"][0] < 100 and place["ژ"][0] > 300
    assert abs(place["Z"][1] - place["ژ"][1]) < 6, "the two do not stand on one line"


@pytest.mark.parametrize("language", ["fr", "ar", "bn", "zh"])
def test_the_two_languages_stand_at_one_height(language: str) -> None:
    """Whatever room the letters of a script take: what stands under a label stands as high in both."""
    hers = {"ar": "الاسم", "bn": "নাম", "zh": "姓名", "fr": "Nom"}[language]
    name = dict.fromkeys(("it", language), paper.inserted("Fatima 12"))
    facts = Facts([({"it": "Nome", language: hers}, name)] * 2)
    with pypdfium2.PdfDocument(printed(facts, languages=("it", language))) as opened:
        page = opened[0].get_textpage()
        search, heights = page.search("12"), []
        while (at := search.get_next()) is not None:
            heights.append(page.get_charbox(at[0])[1])
    assert len(heights) == 4
    assert abs(heights[0] - heights[1]) < 0.2 and abs(heights[2] - heights[3]) < 0.2, heights


def test_a_draft_is_marked_where_a_printer_knows_no_grey() -> None:
    plain, marked = (black(printed(Paragraph("Un testo."), mark=mark)) for mark in ("", "BOZZA"))
    assert marked > plain + 10_000


def test_words_keep_off_the_number_before_them() -> None:
    rows = [("3", "quadra"), ("12", "no")]
    with pypdfium2.PdfDocument(printed(Table(("Quanti", "Come"), rows, (1, 1), figures=(0,)))) as opened:
        page = opened[0].get_textpage()
        three, word = (page.get_charbox(page.search(said).get_next()[0]) for said in ("3", "quadra"))
    assert word[0] - three[2] > 10


@pytest.mark.parametrize("lines", range(40, 48))
def test_a_sum_is_not_parted_by_a_page(lines: int) -> None:
    facts = Facts([("Ore", "1,5"), ("Costo", "26,00 €"), ("Importo", "39,00 €")])
    with pypdfium2.PdfDocument(printed(Paragraph("\n".join(["a"] * lines)), facts)) as opened:
        pages = [opened[at].get_textpage().get_text_range() for at in range(len(opened))]
    assert [page for page in pages if "Ore" in page] == [page for page in pages if "Importo" in page]


@pytest.mark.parametrize(("word", "white"), [("parola", " "), ("riga", "\n")])
def test_what_outgrows_a_page_goes_on_over_the_next(word: str, white: str) -> None:
    with pypdfium2.PdfDocument(printed(Facts([("Note", white.join([word] * 1_500))]))) as opened:
        # What lies below the foot of the page is not read.
        pages = [opened[at].get_textpage().get_text_bounded() for at in range(len(opened))]
    assert sum(page.count(word) for page in pages) == 1_500


def test_every_piece_is_printed_and_pages_are_numbered() -> None:
    pieces: list[Block] = [
        Heading("Dove"),
        Facts([("Indirizzo", "via Roma 1"), ("Telefono", "011 1234")]),
        Code("Codice di ritorno", "7K-42"),
        Table(["Giorno", "Che cosa"], [[f"{n:03}", "ascolto"] for n in range(90)], [1, 3]),
        Space(),
        Signatures(["Firma", "Firma dell'operatrice"]),
    ]
    text = text_of(printed(*pieces, mark="BOZZA"))
    for wanted in ("viaRoma1", "7K-42", "089", "Firmadell'operatrice", "MilleGiorni", "1/3", "3/3"):
        assert wanted in text, wanted
    assert text.count("Checosa") == text.count("BOZZA") == 3


def test_an_amount_is_never_parted_from_its_sign() -> None:
    """However narrow the column: the sign stands on the line of its figures."""
    made = printed(Table(["A", "B"], [["ascolto", "1.234,56 €"]], [13, 1]))
    placed = letters(made)
    (sign,) = (foot for letter, _left, _right, foot in placed if letter == "€")
    (last,) = (foot for letter, _left, _right, foot in placed if letter == "6")
    assert abs(sign - last) < 2


def test_what_is_said_is_never_read_as_markup_and_keeps_its_lines() -> None:
    nasty = '#panic("x") *a* _b_ $c$ @d <e> = f // g \\ `h` "i" [j] {k} ~'
    text = text_of(printed(Heading(nasty), Paragraph(f"{nasty}\nsotto"), Code(nasty, "#1"), title=nasty))
    assert text.count("".join(nasty.split())) == 4
    assert "sotto" in text and "#1" in text


def test_an_inserted_name_cannot_turn_the_line_around() -> None:
    assert paper.inserted("a\u202eb\u2069c") == "\u2068abc\u2069"
    assert paper.inserted("") == ""
    assert paper.unprintable("Zoë € 王 ক্ষ م", "አማርኛ") == "ማርኛአ"
    assert scripts.MISSING in text_of(printed(Paragraph("አ")))


def test_the_same_content_gives_the_same_bytes_in_another_process_and_nothing_is_written(
    tmp_path: Path,
) -> None:
    script = (
        "import hashlib; from tests.paper.test_document import *; "
        "print(hashlib.sha256(printed(*map(Paragraph, notice('it', 'zh')), languages=('it', 'zh'))).hexdigest())"
    )
    digests = set()
    for seed in ("1", "2"):
        folder = tmp_path / seed
        folder.mkdir()
        aside = {"HOME": str(folder), "TMPDIR": str(folder), "XDG_CACHE_HOME": str(folder)}
        root = str(Path(__file__).parents[2])
        found = os.environ | aside | {"PYTHONHASHSEED": seed, "PYTHONDONTWRITEBYTECODE": "1"}
        found["PYTHONPATH"] = os.pathsep.join([*sys.path, root])
        run = subprocess.run(
            [sys.executable, "-c", script], env=found, cwd=folder, capture_output=True, text=True, check=True
        )
        digests.add(run.stdout)
        assert not list(folder.iterdir())
    assert len(digests) == 1
