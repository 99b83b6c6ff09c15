"""The workbook and the printed report: the same figures, text that stays text, the same bytes every time."""

from collections.abc import Iterator
from datetime import date
from io import BytesIO

import pypdfium2
import pytest
from openpyxl import load_workbook
from openpyxl.workbook import Workbook

from millegiorni_desk.areas.accesses.records import Access
from millegiorni_desk.areas.doti.records import Dote, LedgerEntry
from millegiorni_desk.areas.monitoring import service
from millegiorni_desk.areas.monitoring.disclosure import publishable
from millegiorni_desk.areas.monitoring.report import Report
from millegiorni_desk.areas.monitoring.yearly import pdf
from millegiorni_desk.areas.monitoring.yearly.workbook import report_workbook as workbook_of
from millegiorni_desk.areas.monitoring.yearly.year import gather
from millegiorni_desk.areas.pathways.records import Pathway, Wellbeing
from millegiorni_desk.areas.people.records import Person
from millegiorni_desk.network.records import House, Term
from millegiorni_desk.vault.vault import Vault

from .worlds import World, holding

START, END = date(2025, 1, 1), date(2025, 12, 31)


def report_pdf(vault: Vault, report: Report, language: str = "it") -> bytes:
    return pdf.report_pdf(gather(vault, report, language=language))


def report_workbook(vault: Vault, report: Report, language: str = "it") -> bytes:
    return workbook_of(gather(vault, report, language=language))


FORMULA = '=HYPERLINK("http://x";"y")'


def network() -> World:
    """Twelve hundred accesses of four women in two houses, one with a name that a spreadsheet would run."""
    names = {"BAR": FORMULA, "CEC": "Cecchi <b>Point</b> & 4️⃣ مركز"}
    world = World(houses=[House(id=code, code=code, name=name) for code, name in names.items()])
    world.people = [
        Person(id=f"p{n}", house="BAR", gender="F" if n else "M", citizenship="MA") for n in range(4)
    ]
    world.accesses = [
        Access(
            id=f"a{n}",
            house="BAR" if n % 3 else "CEC",
            on_date=date(2025, 1 + n % 12, 1 + n % 28),
            person_id=f"p{n % 4}",
            needs=["income"] if n % 2 else ["income", "cot"],
            in_care="no" if n % 4 else "unknown",
        )
        for n in range(1_200)
    ]
    world.pathways = [Pathway(id="w", house="BAR", person_id="p1", opened_on=START, fragilities=["violence"])]
    world.wellbeing = [
        Wellbeing(
            id=f"s{n}", house="BAR", pathway_id="w", on_date=date(2025, n, 1), dimension="home", score=n
        )
        for n in (2, 5, 7)
    ]
    dote = {"house": "BAR", "line_id": "l", "amount_cents": 123_456}
    world.doti = [Dote(id="d", body="BAR", person_id="p1", expense="rent", committed_on=START, **dote)]
    world.entries = [
        LedgerEntry(id="e", dote_id="d", kind="commit", from_account="", to_account="", on_date=START, **dote)
    ]
    return world


@pytest.fixture(scope="module")
def made(vault: Vault) -> Iterator[tuple[Vault, Report]]:
    with holding(vault, network()):
        with vault.save("term.add") as session:
            session.add(Term(id="t", vocabulary="need", code="cot", label="+Lettino"))
        yield vault, service.compute(vault, START, END)


@pytest.fixture(scope="module")
def book(made: tuple[Vault, Report]) -> Workbook:
    return load_workbook(BytesIO(report_workbook(*made)))


def text_of(content: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(content)
    try:
        return [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()


@pytest.fixture(scope="module")
def pages(made: tuple[Vault, Report]) -> list[str]:
    return text_of(report_pdf(*made))


# --- workbook ----------------------------------------------------------------------------------------


def test_the_sheet_of_figures_prints_n_of_n(book: Workbook) -> None:
    rows = {row[0]: row[1:] for row in book["Cifre"].iter_rows(min_row=5, max_col=8, values_only=True)}
    assert rows["a1.accesses"][:3] == ("Accessi agli sportelli", 1_200, None)
    assert rows["a1.women"][1:5] == (3, 4, 0.75, 0)
    assert rows["a1.not_in_care"][1:5] == (3, 3, 1, 1)
    assert rows["a2.doti_committed"][1] == 1_234.56
    assert rows["a1.women"][5].startswith("Quante delle persone")
    euros = next(cell for cell in book["Cifre"]["A"] if cell.value == "a2.doti_committed")
    share = next(cell for cell in book["Cifre"]["A"] if cell.value == "a1.women")
    assert "€" in euros.offset(0, 2).number_format
    assert share.offset(0, 4).number_format == "0%"


def test_every_figure_is_on_some_sheet(book: Workbook, made: tuple[Vault, Report]) -> None:
    words = {cell.value for sheet in book for row in sheet.iter_rows() for cell in row}
    titles = {service.indicator(name).title for name in made[1].figures}
    assert titles <= words


def test_user_text_never_becomes_a_formula(book: Workbook) -> None:
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert [cell.coordinate for cell in cells if cell.data_type == "f"] == []
    dangerous = [cell for cell in cells if isinstance(cell.value, str) and cell.value[:1] in "=+-@"]
    assert {cell.value for cell in dangerous} == {FORMULA, "+Lettino"}
    assert all(cell.quotePrefix for cell in dangerous)


def test_the_map_sets_the_network_apart(book: Workbook) -> None:
    rows = list(book["Mappa"].iter_rows(min_row=5, max_row=19, max_col=5, values_only=True))
    assert rows[0] == ("Mese", FORMULA, "Cecchi <b>Point</b> & 4️⃣ مركز", None, "Rete")
    assert rows[1] == ("gen 2025", 0, 100, None, 100)
    assert rows[13] == (None,) * 5
    assert rows[14] == ("Periodo", 800, 400, None, 1_200)


def test_sheets_are_ready_to_read_and_print(book: Workbook) -> None:
    actions = [f"Azione {n}" for n in range(1, 7)]
    assert book.sheetnames == ["Cifre", "Mappa", *actions, "Mediazione"]
    for sheet in book:
        assert sheet.freeze_panes
        assert sheet.page_setup.orientation == "landscape"
        assert "&P" in sheet.oddFooter.right.text
    assert [len(book[name]._charts) for name in ("Azione 1", "Azione 2")] == [7, 4]


# --- paper -------------------------------------------------------------------------------------------


def test_the_same_content_gives_the_same_bytes(made: tuple[Vault, Report]) -> None:
    assert report_pdf(*made) == report_pdf(*made)


def test_the_paper_prints_the_figures_with_their_numbers(pages: list[str]) -> None:
    assert "Tutte le Case della rete · 2025" in pages[0]
    assert "1.200" in pages[0]
    assert "75 %" in pages[0]
    assert "3 su 4" in pages[0]
    assert "1.234,56\xa0€" in pages[0]
    everything = " ".join(pages)
    assert "Benessere, prima e ultima volta" in everything
    assert "Non si sa" in everything
    assert all(service.indicator(name).id in everything for name in ("a1.women_0_3", "a2.goals"))


def test_pages_are_numbered(pages: list[str]) -> None:
    for number, text in enumerate(pages, start=1):
        assert f"Pagina {number} di {len(pages)}" in text


def test_names_are_never_read_as_markup(pages: list[str]) -> None:
    assert "<b>Point</b>" in " ".join(pages).replace("\r\n", "").replace(" ", "")


def test_a_published_report_hides_the_small_on_both_papers(made: tuple[Vault, Report]) -> None:
    vault, report = made
    published = publishable(report)
    printed = " ".join(text_of(report_pdf(vault, published)))
    assert "1.234,56" not in printed
    assert "Qui non si pubblicano le mappe" in printed
    book = load_workbook(BytesIO(report_workbook(vault, published)))
    cells = {cell.value for sheet in book for row in sheet.iter_rows() for cell in row}
    assert 1_234.56 not in cells
    assert "•" in cells


def test_an_empty_year_can_be_printed(vault: Vault) -> None:
    report = service.compute(vault, date(2031, 1, 1), date(2031, 1, 31))
    assert "Pagina 1 di" in text_of(report_pdf(vault, report))[0]
    assert (
        load_workbook(BytesIO(report_workbook(vault, report)))["Mappa"]["A1"].value == "Mappa di mesi e Case"
    )
