import io
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest

from millegiorni_desk.errors import WorkbookRefused
from millegiorni_desk.flows.workbooks import Kind, reading
from tests.flows.workbooks import hostile
from tests.flows.workbooks.conftest import ACCESS, Register

SECONDS = 5


def opendocument() -> bytes:
    buffer = io.BytesIO()
    with ZipFile(buffer, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
    return buffer.getvalue()


def many_parts() -> bytes:
    buffer = io.BytesIO()
    with ZipFile(buffer, "w") as archive:
        for number in range(6_000):
            archive.writestr(f"xl/{number}", b"")
    return buffer.getvalue()


BAD: dict[str, tuple[Callable[[], bytes], str]] = {
    "empty": (lambda: b"", "è vuoto"),
    "text": (lambda: b"Data;Casa\n", "dentro è altro"),
    "old excel or password": (lambda: b"\xd0\xcf\x11\xe0" + bytes(600), "password"),
    "opendocument": (opendocument, "non una cartella di lavoro"),
    "cut in half": (lambda: hostile.packed({})[:5_000], "rovinato"),
    "bytes after bytes of zeros": (
        lambda: hostile.packed({"xl/media/a.bin": bytes(60_000_000)}),
        "troppo grande",
    ),
    "ratio": (lambda: hostile.packed({"xl/media/a.bin": bytes(20_000_000)}), "troppo grande"),
    "many parts": (many_parts, "troppo grande"),
    "lies about its size": (hostile.lying_about_its_size, "rovinato"),
    "one text in every cell": (hostile.text_bomb, "più testo"),
    "a cell in the last corner": (
        lambda: hostile.with_rows(b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'),
        "più di 20.000 righe",
    ),
    "a cell far to the right": (
        lambda: hostile.with_rows(b'<row r="2"><c r="XFD2"><v>1</v></c></row>'),
        "oltre la colonna 100",
    ),
    "a place that overflows": (
        lambda: hostile.with_rows(b'<row r="2"><c r="A42949672990"><v>1</v></c></row>'),
        "rovinato",
    ),
    "a place in small letters": (
        lambda: hostile.with_rows(b'<row r="2"><c r="xfd1048576"><v>1</v></c></row>'),
        "rovinato",
    ),
    "too many rows": (
        lambda: hostile.with_rows(hostile.cell(b"<c><v>1</v></c>") * 20_001),
        "più di 20.000 righe",
    ),
    "entities": (
        lambda: hostile.packed(
            {hostile.SHEET: b'<!DOCTYPE a [<!ENTITY b "bbbb">]>' + hostile.parts()[hostile.SHEET]}
        ),
        "rovinato",
    ),
    "entities in the list of sheets": (
        lambda: hostile.packed(
            {
                "xl/workbook.xml": b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hosts">]>'
                + hostile.parts()["xl/workbook.xml"]
            }
        ),
        "rovinato",
    ),
    "no sheet": (
        lambda: hostile.packed({"xl/_rels/workbook.xml.rels": b"<Relationships/>"}),
        "nessun foglio",
    ),
}


@pytest.mark.parametrize("bad", BAD)
def test_a_bad_file_is_refused_soon_in_one_sentence(bad: str, tmp_path: Path) -> None:
    make, sentence = BAD[bad]
    path = tmp_path / "registro.xlsx"
    path.write_bytes(make())
    started = time.process_time()
    with pytest.raises(WorkbookRefused, match=sentence) as refusal:
        reading.read(path)
    assert time.process_time() - started < SECONDS
    assert "\n" not in refusal.value.message


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the peak of memory is read from /proc")
@pytest.mark.parametrize(
    "bad", ["lies about its size", "one text in every cell", "a cell in the last corner"]
)
def test_a_bad_file_takes_little_memory(bad: str, tmp_path: Path) -> None:
    path = tmp_path / "registro.xlsx"
    path.write_bytes(BAD[bad][0]())
    script = (
        "import sys\nfrom pathlib import Path\nfrom millegiorni_desk.errors import WorkbookRefused\n"
        "from millegiorni_desk.flows.workbooks import reading\n"
        "peak = lambda: int(Path('/proc/self/status').read_text().split('VmHWM:')[1].split()[0])\n"
        "before = peak()\n"
        "try:\n    reading.read(Path(sys.argv[1]))\nexcept WorkbookRefused:\n    print(peak() - before)\n"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(
        [sys.executable, "-c", script, str(path)], capture_output=True, text=True, check=True, env=environment
    )
    assert int(done.stdout) < 40_000, "kilobytes"


def test_a_missing_file_and_a_wrong_extension_are_said(tmp_path: Path) -> None:
    with pytest.raises(WorkbookRefused, match=r"Non trovo il file «registro\.xlsx»"):
        reading.read(tmp_path / "registro.xlsx")
    other = tmp_path / "registro.csv"
    other.write_text("Data;Casa")
    with pytest.raises(WorkbookRefused, match=r"registro\.csv"):
        reading.read(other)


def test_missing_columns_are_named_with_those_found(tmp_path: Path) -> None:
    workbook = openpyxl.Workbook()
    workbook.active.append(["Data", "Nome", "Bisogni", "Canale"])
    workbook.active.append([date(2025, 1, 1), "Fatima", "", ""])
    workbook.save(tmp_path / "registro.xlsx")
    with pytest.raises(WorkbookRefused) as refusal:
        reading.read(tmp_path / "registro.xlsx")
    assert "Mancano le colonne «Casa», «Cognome»" in refusal.value.message
    assert "Ho trovato: «Data», «Nome», «Bisogni», «Canale»" in refusal.value.message


def test_a_workbook_that_is_no_register_says_what_was_found(tmp_path: Path) -> None:
    workbook = openpyxl.Workbook()
    workbook.active.append(["Ricetta", "Ingredienti"])
    workbook.save(tmp_path / "registro.xlsx")
    with pytest.raises(
        WorkbookRefused, match=r"Non riconosco questo registro\. Ho trovato: «Ricetta», «Ingredienti»"
    ):
        reading.read(tmp_path / "registro.xlsx")


def test_the_same_column_twice_is_refused(tmp_path: Path) -> None:
    workbook = openpyxl.Workbook()
    workbook.active.append(["Data", "Casa", "Cognome", "Nome", "DATA*"])
    workbook.save(tmp_path / "registro.xlsx")
    with pytest.raises(WorkbookRefused, match="due colonne con lo stesso nome: «Data»"):
        reading.read(tmp_path / "registro.xlsx")


def test_titles_above_empty_rows_and_other_sheets_do_not_disturb(tmp_path: Path) -> None:
    workbook = openpyxl.Workbook()
    workbook.active.title = "Copertina"
    workbook.active.append(["Casa del Quartiere"])
    sheet = workbook.create_sheet("Gennaio")
    sheet["B2"] = "Registro 2025"
    for column, header in enumerate(["Casa", "Nome", "Cognome", "Data", "Segno"], 2):
        sheet.cell(4, column, header)
    sheet["B6"], sheet["C6"], sheet["E6"] = "BAR", "Fatima", date(2025, 1, 1)
    workbook.create_sheet("Febbraio")
    workbook.save(tmp_path / "registro.xlsx")
    found = reading.read(tmp_path / "registro.xlsx")
    assert found.kind is Kind.ACCESSES
    assert [(row.number, row.cells[1:3]) for row in found.rows] == [(6, ("BAR", "Fatima"))]
    assert any("«Segno»" in note for note in found.notes)
    assert any("«Copertina», «Febbraio»" in note for note in found.notes)


def test_twenty_thousand_rows_pass(tmp_path: Path) -> None:
    path = tmp_path / "registro.xlsx"
    path.write_bytes(hostile.with_rows(hostile.cell(b"<c><v>1</v></c>") * 20_000))
    assert len(reading.read(path).rows) == 20_000


def test_formulas_are_seen_where_they_stand(register: Register) -> None:
    path = register("accesses", {**ACCESS, "Note": "=1+1"}, ACCESS)
    found = reading.read(path)
    place = found.headers.places["notes"]
    assert [row.formulas for row in found.rows] == [{place: "1+1"}, {}]


def test_a_damaged_file_is_refused_or_read_never_worse(tmp_path: Path) -> None:
    random_ = random.Random(20251123)
    honest, path = hostile.packed({}), tmp_path / "registro.xlsx"
    for _ in range(300):
        damaged = bytearray(honest)
        for _ in range(random_.randrange(1, 6)):
            damaged[random_.randrange(len(damaged))] = random_.randrange(256)
        path.write_bytes(damaged)
        try:
            reading.read(path)
        except WorkbookRefused as refusal:
            assert refusal.message


@pytest.mark.parametrize(
    "part", [hostile.SHEET, "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml"]
)
def test_damaged_xml_is_refused_or_read_never_worse(part: str, tmp_path: Path) -> None:
    random_ = random.Random(part)
    honest, path = hostile.parts()[part], tmp_path / "registro.xlsx"
    for _ in range(60):
        damaged = bytearray(honest)
        for _ in range(random_.randrange(1, 4)):
            damaged[random_.randrange(len(damaged))] = random_.randrange(32, 127)
        path.write_bytes(hostile.packed({part: bytes(damaged)}))
        try:
            reading.read(path)
        except WorkbookRefused as refusal:
            assert refusal.message
