"""The year told: what can be read back of its PDF, its Word document and its workbook, in both languages."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from itertools import pairwise
from zipfile import ZipFile

import docx
import pypdfium2
import pytest
from docx.document import Document
from docx.oxml.ns import qn
from openpyxl import load_workbook
from openpyxl.workbook import Workbook

from millegiorni_desk.areas.accesses.records import Access
from millegiorni_desk.areas.coordination.records import Target
from millegiorni_desk.areas.monitoring import service
from millegiorni_desk.areas.monitoring.disclosure import publishable
from millegiorni_desk.areas.monitoring.figures import Amount, Categories, Count, Measured, Part, Share
from millegiorni_desk.areas.monitoring.indicators import INDICATORS
from millegiorni_desk.areas.monitoring.indicators.declaration import Kind
from millegiorni_desk.areas.monitoring.records import SentReport
from millegiorni_desk.areas.monitoring.report import Report
from millegiorni_desk.areas.monitoring.yearly import sent, stored
from millegiorni_desk.areas.monitoring.yearly.chapters import told
from millegiorni_desk.areas.monitoring.yearly.comparing import compared
from millegiorni_desk.areas.monitoring.yearly.parts import Heading
from millegiorni_desk.areas.monitoring.yearly.pdf import map_pdf, report_pdf
from millegiorni_desk.areas.monitoring.yearly.tongue import tongue
from millegiorni_desk.areas.monitoring.yearly.word import report_docx
from millegiorni_desk.areas.monitoring.yearly.workbook import report_workbook, workbook_with_rows
from millegiorni_desk.areas.monitoring.yearly.year import gather
from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.language import in_language
from millegiorni_desk.network.records import Term
from millegiorni_desk.vault.vault import Vault

from .test_documents import END, START, network, text_of
from .worlds import holding

STORIES = [("Amal", "È arrivata in marzo.\n\nOggi aiuta le altre.")]


@pytest.fixture(scope="module")
def made(vault: Vault) -> Iterator[tuple[Vault, Report]]:
    with holding(vault, network()):
        with vault.save("term.add") as session:
            session.add(Term(id="t", vocabulary="need", code="cot", label="+Lettino"))
        yield vault, service.compute(vault, START, END)


@pytest.fixture(scope="module")
def halves(made: tuple[Vault, Report]) -> tuple[Report, Report]:
    vault, _report = made
    first = service.compute(vault, START, date(2025, 6, 30))
    return first, service.compute(vault, date(2025, 7, 1), END)


@pytest.fixture(scope="module")
def text(made: tuple[Vault, Report]) -> Document:
    return docx.Document(BytesIO(report_docx(gather(*made, stories=STORIES))))


@pytest.fixture(scope="module")
def rows(made: tuple[Vault, Report]) -> Workbook:
    return load_workbook(BytesIO(workbook_with_rows(made[0], gather(*made))))


# --- PDF ---------------------------------------------------------------------------------------------


def test_the_paper_is_tagged_and_says_its_language_and_title(made: tuple[Vault, Report]) -> None:
    content = report_pdf(gather(*made, stories=STORIES))
    for mark in (b"/StructTreeRoot", b"/MarkInfo", b"/Lang(it)", b"pdfuaid"):
        assert mark in content.replace(b"/Lang (", b"/Lang("), mark
    document = pypdfium2.PdfDocument(content)
    assert document.get_metadata_dict()["Title"] == "Mille Giorni Insieme · Relazione di monitoraggio"
    assert len(list(document.get_toc())) > 5
    assert content.count(b"/FontFile2") == content.count(b"/Subtype/TrueType") or b"/FontFile2" in content
    said = "".join(text_of(content))
    assert "Amal" in said and "Oggi aiuta le altre." in said


def test_each_figure_stands_with_what_it_means(made: tuple[Vault, Report]) -> None:
    said = re.sub(r"\s+", " ", " ".join(text_of(report_pdf(gather(*made)))))
    for declared in INDICATORS.values():
        assert declared.id in said
        assert declared.meaning[:30] in said


def test_a_map_alone_is_a_paper(made: tuple[Vault, Report]) -> None:
    vault, report = made
    (matrix,) = service.maps(vault, report, ["a1.direct"])
    said = " ".join(text_of(map_pdf(report, matrix)))
    assert "Accessi diretti" in said and "gen 2025" in said


# --- Word --------------------------------------------------------------------------------------------


def test_word_has_headings_that_follow_each_other(text: Document) -> None:
    levels = [int(p.style.name[-1]) for p in text.paragraphs if p.style.name.startswith("Heading")]
    assert levels[0] == 1 and levels.count(1) == 10
    assert all(after - before <= 1 for before, after in pairwise(levels))
    titles = [p.text for p in text.paragraphs if p.style.name == "Heading 1"]
    assert titles[0] == "1. Introduzione" and titles[-1] == "10. Cosa vuol dire ogni cifra"


def test_word_pictures_say_what_they_show(text: Document) -> None:
    drawn = list(text.element.body.iter(qn("wp:docPr")))
    assert len(drawn) > 8
    assert len({one.get("id") for one in drawn}) == len(drawn)
    assert all(one.get("descr").startswith("Grafico a barre: ") for one in drawn)
    assert any("Reddito 1.200" in one.get("descr") for one in drawn)


def test_word_tables_repeat_their_heads_and_are_described(text: Document) -> None:
    for table in text.tables:
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
        assert table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val"))
    captions = [p.text for p in text.paragraphs if p.style.name == "Caption"]
    assert captions[0].startswith("Tabella 1 · ")
    assert sum(one.startswith("Grafico") for one in captions) == len(text.inline_shapes)


def test_word_has_fields_and_its_language(text: Document) -> None:
    codes = [one.text.strip() for one in text.element.body.iter(qn("w:instrText"))]
    assert codes[0].startswith("TOC ")
    footer = text.sections[0].footer._element
    assert [one.text.strip() for one in footer.iter(qn("w:instrText"))] == ["PAGE", "NUMPAGES"]
    assert {one.get(qn("w:val")) for one in text.styles.element.iter(qn("w:lang"))} == {"it-IT"}


def test_word_asks_for_what_only_people_can_write(text: Document) -> None:
    hints = [p.text for p in text.paragraphs if p.style.name == "Hint"]
    assert len(hints) > 10 and all(one.startswith("Da scrivere: ") for one in hints)


def test_the_same_content_gives_the_same_bytes(made: tuple[Vault, Report]) -> None:
    year = gather(*made)
    assert report_docx(year) == report_docx(year)
    assert workbook_with_rows(made[0], year) == workbook_with_rows(made[0], year)


# --- English -----------------------------------------------------------------------------------------


def test_every_word_of_the_figures_has_its_english() -> None:
    same = [
        text
        for declared in INDICATORS.values()
        for text in (declared.title, declared.meaning, declared.denominator)
        if text and in_language("en", text) == text
    ]
    assert same == []


def test_english_says_nothing_in_italian(made: tuple[Vault, Report]) -> None:
    year = gather(*made, language="en")
    english = {part.words for part in told(year, narrative=True).parts if isinstance(part, Heading)}
    italian = {part.words for part in told(gather(*made), narrative=True).parts if isinstance(part, Heading)}
    assert english & italian == set()
    book = load_workbook(BytesIO(report_workbook(year)))
    cells = {cell.value for sheet in book for row in sheet.iter_rows() for cell in row}
    words = {
        text for one in INDICATORS.values() for text in (one.title, one.meaning, one.denominator) if text
    }
    assert cells & words == set()
    assert "Accesses to the desks" in cells
    said = " ".join(text_of(report_pdf(year)))
    assert "1,200" in said and "€1,234.56" in said and "Page 1 of" in said
    assert not re.search(r"\b(Quello|Cosa|Voce|Cifra|Pagina|Periodo|Casa)\b", said)


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(InvalidValue, match="xx"):
        tongue("xx")


# --- what is published -------------------------------------------------------------------------------


def test_no_hidden_number_is_in_any_of_the_files(made: tuple[Vault, Report]) -> None:
    """The one dote of this world is hidden: its euros are in none of them, in no text read aloud either."""
    vault, report = made
    for language, euros in (("it", "1.234,56"), ("en", "1,234.56")):
        year = gather(vault, publishable(report), language=language)
        text = docx.Document(BytesIO(report_docx(year)))
        everything = [*text_of(report_pdf(year)), *text.element.body.itertext()]
        everything += [one.get("descr") for one in text.element.body.iter(qn("wp:docPr"))]
        assert not any(euros in said.replace("\xa0", " ") for said in everything)
        assert "•" in "".join(everything)
        book = load_workbook(BytesIO(report_workbook(year)))
        assert not any(
            cell.value in (1_234.56, 123_456) for sheet in book for row in sheet.iter_rows() for cell in row
        )
        inside = gather(vault, report, language=language)
        assert any(euros in said.replace("\xa0", " ") for said in text_of(report_pdf(inside)))


# --- targets -----------------------------------------------------------------------------------------


def test_targets_stand_in_all_three(made: tuple[Vault, Report]) -> None:
    vault, report = made
    with vault.save("target.add") as session:
        session.add(Target(id="t1", indicator="a1.accesses", from_day=START, to_day=END, value=2_000))
    year = gather(vault, report)
    assert [one.reached for one in year.targets] == [1_200]
    assert "Quanto si è raggiunto" in " ".join(text_of(report_pdf(year)))
    assert "60 %" in [
        cell.text for table in docx.Document(BytesIO(report_docx(year))).tables for cell in table._cells
    ]
    rows = list(
        load_workbook(BytesIO(report_workbook(year)))["Obiettivi"].iter_rows(min_row=5, values_only=True)
    )
    assert rows[0][2:5] == ("2.000", "1.200", "60 %")


# --- two periods -------------------------------------------------------------------------------------


def test_two_periods_stand_side_by_side(made: tuple[Vault, Report], halves: tuple[Report, Report]) -> None:
    first, second = halves
    year = gather(made[0], second, before=first)
    found = {one.declared.id: one for one in compared(year)}
    accesses = found["a1.accesses"]
    assert accesses.difference == second.figures["a1.accesses"].number - first.figures["a1.accesses"].number
    said = " ".join(text_of(report_pdf(year)))
    assert "Confronto tra due periodi" in said and "gen–giu 2025" in said and "punti" in said
    book = load_workbook(BytesIO(report_workbook(year)))
    sheet = {row[0]: row for row in book["Confronto"].iter_rows(min_row=5, max_col=9, values_only=True)}
    assert sheet["a1.accesses"][2] == first.figures["a1.accesses"].number
    assert "Confronto tra due periodi" in [
        p.text for p in docx.Document(BytesIO(report_docx(year))).paragraphs
    ]


def test_what_is_hidden_in_either_has_no_difference(
    made: tuple[Vault, Report], halves: tuple[Report, Report]
) -> None:
    year = gather(made[0], publishable(halves[1]), before=halves[0])
    assert year.before is not None and year.before.published
    one = next(one for one in compared(year) if one.declared.id == "a2.pathways")
    assert one.before.hidden and one.difference is None


def test_overlapping_periods_are_not_published(
    made: tuple[Vault, Report], halves: tuple[Report, Report]
) -> None:
    with pytest.raises(InvalidValue, match="giorni in comune"):
        gather(made[0], publishable(made[1]), before=halves[0])
    assert gather(*made, before=halves[0]).before is not None


# --- the rows behind the figures ---------------------------------------------------------------------


def test_counting_the_rows_gives_every_figure(made: tuple[Vault, Report], rows: Workbook) -> None:
    counts_as(made[1], rows)


def counts_as(report: Report, rows: Workbook) -> None:
    """Whoever counts the cells under a figure's code gets the figure."""
    columns = columns_of(rows)
    for name, figure in report.figures.items():
        declared = report.declared[name]
        if declared.vocabulary in ("month", "house"):
            continue
        found = [value for value in columns[name][0] if value is not None]
        counted = Counter(found)
        match figure:
            case Count():
                assert (counted["sì"], counted["non si sa"]) == (figure.number, figure.unknown), name
            case Part():
                parts = [value for value in found if not isinstance(value, str)]
                assert (sum(parts), len(parts)) == (figure.number, figure.rows), name
            case Share():
                answers = (counted["sì"], counted["sì"] + counted["no"], counted["non si sa"])
                assert answers == (figure.number, figure.out_of, figure.unknown), name
            case Amount():
                numbers = [value for value in found if not isinstance(value, str)]
                assert len(numbers) == figure.number, name
                if declared.kind is Kind.TOTAL and figure.value is not None:
                    parts = {"cents": 100, "hours": 60}.get(declared.unit, 1)
                    assert round(sum(numbers) * parts) == figure.value, name
            case Categories(numbers=told_numbers):
                codes = Counter(word for value in found for word in value.split("; "))
                assert sum(codes.values()) == sum(told_numbers.values()), name
            case Measured(measures=measures):
                # One of several words counts under each of them.
                codes = [word for value in found for word in str(value).split("; ")]
                assert len(codes) == sum(measure.number for measure in measures.values()), name


def test_rows_have_no_names_and_no_ids(made: tuple[Vault, Report], rows: Workbook) -> None:
    sheets = [sheet for sheet in rows if sheet.title.startswith("Righe ")]
    assert {"Righe Accessi", "Righe Persone", "Righe Doti"} <= {sheet.title for sheet in sheets}
    people = {row[1] for row in rows["Righe Accessi"].iter_rows(min_row=3, values_only=True)}
    assert people == {1, 2, 3, 4}
    assert {row[1] for row in rows["Righe Persone"].iter_rows(min_row=3, values_only=True)} == people
    content = workbook_with_rows(made[0], gather(*made))
    with ZipFile(BytesIO(content)) as archive:
        everything = b"".join(archive.read(name) for name in archive.namelist())
    assert not re.search(rb"<t[^>]*>(p\d|a\d+|[wds]\d?)</t>", everything)


def test_rows_are_no_formulas_and_keep_their_days(rows: Workbook) -> None:
    cells = [cell for sheet in rows for row in sheet.iter_rows() for cell in row]
    assert [cell.coordinate for cell in cells if cell.data_type == "f"] == []
    dangerous = [cell for cell in cells if isinstance(cell.value, str) and cell.value[:1] in "=+-@"]
    assert dangerous and all(cell.quotePrefix for cell in dangerous)
    assert rows["Righe Accessi"]["D3"].value.date() == date(2025, 1, 1)


def test_a_report_to_publish_has_no_rows(made: tuple[Vault, Report]) -> None:
    with pytest.raises(InvalidValue, match="righe"):
        workbook_with_rows(made[0], gather(made[0], publishable(made[1])))


def columns_of(book: Workbook) -> dict[str, list[list[object]]]:
    """The values under each figure's code, on the sheets of rows."""
    columns: dict[str, list[list[object]]] = {}
    for sheet in book:
        if not sheet.title.startswith("Righe "):
            continue
        codes, _names, *values = sheet.iter_rows(values_only=True)
        for at, code in enumerate(codes):
            if code:
                columns.setdefault(code, []).append([row[at] for row in values])
    return columns


# --- copies of what was sent -------------------------------------------------------------------------


def test_a_report_that_is_kept_comes_back_whole(made: tuple[Vault, Report]) -> None:
    for report in (made[1], publishable(made[1])):
        back = stored.from_json(json.loads(json.dumps(stored.to_json(report))))
        assert back.figures == report.figures
        assert (back.period, back.labels, back.published) == (report.period, report.labels, report.published)
        assert report_pdf(gather(made[0], report)) and {*back.declared} == {*report.figures}


def test_a_kept_copy_is_signed_and_tampering_is_seen(made: tuple[Vault, Report]) -> None:
    vault, report = made
    kept = sent.freeze(vault, report, "  Fondazione  ", "prima versione")
    (copy,) = [one for one in sent.copies(vault) if one.id == kept.id]
    assert (copy.sent_to, copy.period, copy.published) == ("Fondazione", report.period, False)
    state = sent.verify(vault, kept.id).state
    assert state in ("intact", "unsigned")
    assert sent.opened(vault, kept.id).figures == report.figures
    for change in ({"content": kept.content.replace("1200", "1201")}, {"published": True}, {"content": "{"}):
        with vault.save("tamper") as session:
            found = session.get(SentReport, kept.id)
            assert found is not None
            before = {name: getattr(found, name) for name in change}
            for name, value in change.items():
                setattr(found, name, value)
        assert sent.verify(vault, kept.id).state == "altered"
        with vault.save("tamper") as session:
            found = session.get(SentReport, kept.id)
            assert found is not None
            for name, value in before.items():
                setattr(found, name, value)
    assert sent.verify(vault, kept.id).state == state


def test_what_changed_since_is_told_figure_by_figure(made: tuple[Vault, Report]) -> None:
    vault, report = made
    kept = sent.freeze(vault, report)
    assert sent.changes(vault, kept.id) == []
    with vault.save("access.void") as session:
        access = session.get(Access, "a1")
        assert access is not None
        access.voided = True
    found = {(one.indicator_id, one.code): (one.was, one.now) for one in sent.changes(vault, kept.id)}
    assert found["a1.accesses", ""] == ("1.200", "1.199")
    assert found["a1.by_need", "income"] == ("1.200", "1.199")
    assert ("a2.pathways", "") not in found
    with vault.save("access.void") as session:
        access = session.get(Access, "a1")
        assert access is not None
        access.voided = False


def test_no_person_is_in_a_kept_copy(made: tuple[Vault, Report]) -> None:
    content = sent.freeze(*made).content
    assert not re.search(r'"(p\d|a\d+)"', content)
