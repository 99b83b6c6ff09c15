"""Flyers, posters, bookmarks and sheets of presences, read back from the PDF and looked at by their sizes."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pypdfium2
import pytest

from millegiorni_desk.areas.meetings import papers, service
from millegiorni_desk.areas.meetings.paper_content import Look, word, written_in
from millegiorni_desk.areas.meetings.records import Meeting
from millegiorni_desk.errors import InvalidValue, NotAllowed
from millegiorni_desk.network import logos, partners
from millegiorni_desk.network.records import Partner
from millegiorni_desk.paper.scripts import LANGUAGES
from millegiorni_desk.vault.opening import Place
from millegiorni_desk.vault.permissions import Role
from millegiorni_desk.vault.vault import Vault
from tests.network.pictures import SVG, png
from tests.new_vaults import new_vault

from .conftest import MARTA, _furnish, planned

MONTH = date(2026, 12, 1)
MM = 72 / 25.4


@pytest.fixture(scope="module")
def vault(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Vault]:
    """December at Barrito and Aurora, and marks of two funders."""
    folder: Path = tmp_path_factory.mktemp("papers") / "desk"
    with new_vault(folder, Place("", 1), MARTA, _furnish) as made:
        asl = partners.add(made, Partner(name="ASL Città di Torino"))
        for values in (
            {"title": "Massaggio #1 *per* $bebè$ [x]", "description": "Portare un telo.\nSala riscaldata.",
             "place": "Sala rossa", "booking": "011 1234567", "for_whom": "mamme e papà", "experts": "Lucia",
             "partners": [asl.id], "second_language": "ar", "second_title": "تدليك الرضيع",
             "second_description": "أحضري منشفة.", "notes": "SEGRETISSIMO", "expected": 20},
            {"title": "Festa d'inverno", "starts": "", "ends": "", "free": False, "moved_from": date(2026, 12, 2)},
            {"title": "Chiuso per sciopero", "state": "cancelled", "reason": "sciopero"},
            {"title": "Letture all'Aurora", "house_code": "AUR", "second_language": "bn", "second_title": "গল্প"},
        ):  # fmt: skip
            on = MONTH + timedelta(days=len(service.between(made, MONTH, date(2026, 12, 31))) + 3)
            service.add(made, planned(on, **{"house_code": "BAR", **values}))
        logos.add(made, "Unione Buddhista Italiana", png())
        logos.add(made, "Fondazione Unipolis", SVG)
        yield made


def text_of(pdf: bytes) -> str:
    with pypdfium2.PdfDocument(pdf) as opened:
        return "".join("".join(opened[n].get_textpage().get_text_range().split()) for n in range(len(opened)))


def sizes(pdf: bytes) -> list[tuple[int, int]]:
    with pypdfium2.PdfDocument(pdf) as opened:
        return [(round(page.get_width() / MM), round(page.get_height() / MM)) for page in opened]


def named(vault: Vault, title: str) -> Meeting:
    return next(
        one for one in service.between(vault, MONTH, date(2027, 12, 31)) if one.title.startswith(title)
    )


def squeezed(words: str) -> str:
    return "".join(words.split())


def test_the_flyer_of_a_house_tells_what_is_on_and_nothing_internal(vault: Vault) -> None:
    pdf = papers.flyer(vault, MONTH, "BAR", "A5", Look(contact="tel. 011 7654321"))
    assert sizes(pdf) == [(148, 210)]
    told = text_of(pdf)
    for words in (
        "Incontri di dicembre 2026", "Barrito, via Tepice 23, Torino", "Massaggio #1 *per* $bebè$ [x]", "10:00–11:30",
        "Portare un telo.", "Sala rossa", "Per chi: mamme e papà", "Prenotazione: 011 1234567", "Con: Lucia",
        "Gratuito", "In collaborazione con: ASL Città di Torino", "Festa d'inverno", "A pagamento", "tel. 011 7654321",
        "Nuova data: non più mercoledì 2 dicembre", "venerdì",
    ):  # fmt: skip
        assert squeezed(words) in told, words
    for words in ("SEGRETISSIMO", "sciopero", "Aurora", "تدليك"):
        assert words not in told, words


def test_all_houses_stand_on_one_and_each_says_where_it_is(vault: Vault) -> None:
    pdf = papers.flyer(vault, MONTH, "", "A4")
    assert sizes(pdf) == [(210, 297)]
    told = text_of(pdf)
    assert squeezed("In tutte le case") in told and squeezed("Sala rossa · Barrito") in told
    assert squeezed("Letture all'Aurora") in told


def test_a_second_language_stands_where_it_is_told(vault: Vault) -> None:
    arabic = text_of(papers.flyer(vault, MONTH, "", "A5", Look("ar")))
    # Its letters are drawn in their joined shapes, and read back in the order of the page.
    assert re.search("[\u0600-\u06ff\ufb50-\ufefc]", arabic) and squeezed("Massaggio") in arabic
    assert "গল্প" not in arabic
    assert written_in(papers.in_month(vault, MONTH)) == ["ar", "bn"]
    for language in LANGUAGES:
        assert papers.flyer(vault, MONTH, "", "A5", Look(language)).startswith(b"%PDF")
    # One whose fixed words nobody has written is printed with what the meetings say.
    assert papers.flyer(vault, MONTH, "", "A5", Look("sq")).startswith(b"%PDF")


def test_every_fixed_word_is_there_in_every_language() -> None:
    from millegiorni_desk.areas.meetings import paper_content

    for key, told in paper_content._texts().items():
        assert set(told) == set(LANGUAGES), key
        assert {re.findall(r"{\w+}", text)[0] if "{" in text else "" for text in told.values()} <= {
            "{month}" if key == "month" else "{day}" if key == "moved" else ""
        }
    assert word("free", "sq") == ""


def test_an_empty_month_says_so(vault: Vault) -> None:
    for pdf in (
        papers.flyer(vault, date(2030, 1, 5), "BAR"),
        papers.bookmarks(vault, date(2030, 1, 5), "BAR"),
    ):
        assert squeezed("Questo mese non ci sono incontri in programma.") in text_of(pdf)


def test_the_bookmark_of_one_meeting_says_its_title_once_and_what_it_is_about(vault: Vault) -> None:
    told = text_of(papers.bookmarks_of(vault, named(vault, "Massaggio").id, Look("ar")))
    for words in (
        "Massaggio #1 *per*",
        "Portare un telo.",
        "Prenotazione: 011 1234567",
        "Gratuito",
        "Sala rossa",
    ):
        assert told.count(squeezed(words)) == 5, words
    assert "SEGRETISSIMO" not in told


@pytest.mark.parametrize(("many", "most"), [(3, 1), (9, 1), (16, 2), (60, 9)])
def test_a_long_programme_goes_on_over_the_page_and_stays_readable(
    tmp_path: Path, many: int, most: int
) -> None:
    with new_vault(tmp_path / "desk", Place("", 1), MARTA, _furnish) as made:
        told = "Un incontro con qualche parola che dice di che cosa si tratta e a chi serve venire."
        for n in range(many):
            on = MONTH + timedelta(days=n % 31)
            service.add(made, planned(on, house_code="BAR", title=f"Titolo-{n}-qui", description=told))
        pdf = papers.flyer(made, MONTH, "BAR", "A5")
        assert 1 <= len(sizes(pdf)) <= most
        assert all(f"Titolo-{n}-qui" in text_of(pdf) for n in range(many))
        with pypdfium2.PdfDocument(pdf) as opened:
            page = opened[0].get_textpage()
            heights = [page.get_charbox(n)[3] - page.get_charbox(n)[1] for n in range(page.count_chars())]
        assert max(heights) > 9
        cards = papers.bookmarks(made, MONTH, "BAR")
        assert len(sizes(cards)) == 1
        assert text_of(cards).count("Titolo-0-qui") == 5
        assert (squeezed("chiedi allo sportello") in text_of(cards)) == (many > 20)


def test_the_poster_is_one_page_with_room_to_cut_if_asked(vault: Vault) -> None:
    massage = named(vault, "Massaggio")
    assert sizes(papers.poster(vault, massage.id, "A3")) == [(297, 420)]
    assert sizes(papers.poster(vault, massage.id, "A4", Look(crop=True))) == [(230, 317)]
    told = text_of(papers.poster(vault, massage.id, "A3", Look("ar")))
    assert told.count(squeezed("Sala rossa")) == 1 and squeezed("venerdì 4 dicembre") in told
    assert "SEGRETISSIMO" not in told
    called_off = text_of(papers.poster(vault, named(vault, "Chiuso").id, "A4"))
    assert "Annullato" in called_off
    with pytest.raises(InvalidValue):
        papers.poster(vault, massage.id, "A5")


def test_however_long_its_words_a_poster_is_one_sheet(tmp_path: Path) -> None:
    with new_vault(tmp_path / "desk", Place("", 1), MARTA, _furnish) as made:
        one = service.add(
            made, planned(MONTH, house_code="BAR", title="Parole " * 20, description="molto lungo " * 200)
        )
        for size in ("A3", "A4"):
            assert len(sizes(papers.poster(made, one.id, size))) == 1
        cards = papers.bookmarks_of(made, one.id)
        assert len(sizes(cards)) == 1 and text_of(cards).count("martedì1dic") == 5


def test_the_sheet_of_presences_has_rows_for_all_who_are_expected(vault: Vault) -> None:
    massage = named(vault, "Massaggio")

    def rows(pdf: bytes) -> int:
        words = re.findall(r"\d+", " ".join(_lines(pdf)))
        return max(int(one) for one in words if int(one) < 300)

    pdf = papers.presences(vault, massage.id, Look("ar"))
    told = text_of(pdf)
    assert squeezed("Foglio delle presenze") in told and squeezed("Nome e cognome") in told
    assert squeezed("Sì, scrivete sulla mia scheda che c'ero (firma)") in told
    assert squeezed("anche senza scrivere il nome") in told
    assert rows(pdf) >= 20 and len(sizes(pdf)) == 2
    assert len(sizes(papers.presences(vault, named(vault, "Festa").id))) == 1
    assert rows(papers.presences(vault, massage.id, rows=90)) >= 90


def _lines(pdf: bytes) -> list[str]:
    with pypdfium2.PdfDocument(pdf) as opened:
        text = "\n".join(opened[n].get_textpage().get_text_range() for n in range(len(opened)))
    return [line for line in text.splitlines() if re.fullmatch(r"\d+", line.strip())]


def test_the_marks_are_those_chosen_and_all_are_tagged_and_embedded(vault: Vault) -> None:
    def pictures(look: Look) -> int:
        pdf = papers.flyer(vault, MONTH, "BAR", "A5", look)
        with pypdfium2.PdfDocument(pdf) as opened:
            assert opened.is_tagged()
            return sum(1 for each in opened[0].get_objects(max_depth=4) if each.type == 3)

    png_id = logos.every(vault)[0].id
    assert pictures(Look(marks=[png_id])) == 1
    assert pictures(Look(marks=[])) == 0
    pdf = papers.flyer(vault, MONTH, "BAR", "A5", Look("zh"))
    assert b"/FontFile2" in pdf or b"/FontFile3" in pdf


def test_the_same_programme_gives_the_same_bytes(vault: Vault) -> None:
    massage = named(vault, "Massaggio")
    for make in (
        lambda: papers.flyer(vault, MONTH, "", "A4", Look("zh")),
        lambda: papers.bookmarks_of(vault, massage.id, Look("ar")),
        lambda: papers.presences(vault, massage.id),
    ):
        assert make() == make()


def test_who_does_not_see_the_programme_prints_none(vault: Vault) -> None:
    roles = vault.roles
    vault.roles = [Role.ADMINISTRATOR]
    try:
        with pytest.raises(NotAllowed):
            papers.flyer(vault, MONTH)
    finally:
        vault.roles = roles
