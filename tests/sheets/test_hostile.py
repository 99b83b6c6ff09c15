"""Whatever a file is, the child that reads it is soon done, in little memory, and its answer is one sentence."""

import io
import json
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from millegiorni_desk.errors import WorkbookRefused
from millegiorni_desk.sheets import parsing, reading
from millegiorni_desk.sheets.limits import MOST_MEMORY
from millegiorni_desk.sheets.reading import MOST_SECONDS, Stopped, read_book
from tests.sheets import hostile, others

# The program gives up by itself after MOST_SECONDS; none of these should come near.
SECONDS = MOST_SECONDS / 2
KILOBYTES = 120_000
# The one that only the ceiling of the child stops: the format says nothing of its size before it is laid out.
UP_TO_THE_CEILING = "two cells in opposite corners, old"
_TEXT = others.ods_row("x" * 1_000)


def many_parts() -> bytes:
    buffer = io.BytesIO()
    with ZipFile(buffer, "w") as archive:
        for number in range(6_000):
            archive.writestr(f"xl/{number}", b"")
    return buffer.getvalue()


def zipped(name: str, content: bytes) -> bytes:
    buffer = io.BytesIO()
    with ZipFile(buffer, "w") as archive:
        archive.writestr(name, content)
    return buffer.getvalue()


def nested() -> bytes:
    """A bomb within a bomb: fifty megabytes of zeros, deflated, deflated again."""
    inner = hostile.packed({"xl/media/a.bin": bytes(50_000_000)})
    return hostile.packed({"xl/media/b.zip": inner, "xl/media/c.bin": bytes(40_000_000)})


def laughs(part: str) -> bytes:
    """Ten entities, each ten of the one before: a billion if anyone counts."""
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    doctype = f'<!DOCTYPE l [<!ENTITY l0 "ha">{entities}]>'.encode()
    return hostile.packed({part: doctype + hostile.parts()[part].replace(b"</", b"&l9;</", 1)})


def external(part: str) -> bytes:
    doctype = b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hosts">]>'
    return hostile.packed({part: doctype + hostile.parts()[part]})


REFUSED: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "empty": ("r.xlsx", lambda: b"", "è vuoto"),
    "text": ("r.xlsx", lambda: b"Data;Casa\n", "dentro è un testo con separatori .csv"),
    "a page of the web": ("r.xls", lambda: b"<html><table><tr><td>1", "dentro è un testo"),
    "a workbook called text": ("r.csv", lambda: hostile.packed({}), "dentro è una cartella di lavoro .xlsx"),
    "an old workbook called new": ("r.xlsx", lambda: others.xls([["a"]]), "dentro è una vecchia cartella"),
    "opendocument called new": ("r.xlsx", lambda: others.ods(_TEXT), "dentro è un foglio OpenDocument"),
    "no extension": ("registro", lambda: b"Data;Casa\n", "cambiagli l'estensione in .csv"),
    "a picture": ("r.csv", lambda: b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, "non sembra un registro"),
    "a program": ("r.xlsx", lambda: b"MZ" + bytes(5_000), "non sembra un registro"),
    "a password": ("r.xlsx", lambda: others.compound("EncryptedPackage", b""), "ha una password"),
    "a password, opendocument": (
        "r.ods",
        lambda: others.ods(
            _TEXT, manifest='<file-entry full-path="content.xml"><encryption-data/></file-entry>'
        ),
        "ha una password",
    ),
    "a compound file of nothing": ("r.xls", lambda: b"\xd0\xcf\x11\xe0" + bytes(600), "rovinato"),
    "cut in half": ("r.xlsx", lambda: hostile.packed({})[:5_000], "rovinato"),
    "cut in half, old": ("r.xls", lambda: others.xls([["a"] * 50] * 50)[:9_000], "rovinato"),
    "some other archive": (
        "r.zip",
        lambda: zipped("a.txt", b"a"),
        "archivio",
    ),
    "bytes after bytes of zeros": (
        "r.xlsx",
        lambda: hostile.packed({"xl/media/a.bin": bytes(60_000_000)}),
        "troppo grande",
    ),
    "ratio": ("r.xlsx", lambda: hostile.packed({"xl/media/a.bin": bytes(20_000_000)}), "troppo grande"),
    "a bomb in a bomb": ("r.xlsx", nested, "troppo grande"),
    "many parts": ("r.xlsx", many_parts, "troppo grande"),
    "more bytes than a register has": ("r.csv", lambda: b"Data;Casa\n" * 2_100_000, "troppo grande"),
    "lies about its size": ("r.xlsx", hostile.lying_about_its_size, "rovinato"),
    "one text in every cell": ("r.xlsx", hostile.text_bomb, "più testo"),
    "a cell in the last corner": (
        "r.xlsx",
        lambda: hostile.with_rows(b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'),
        "più di 20.000 righe",
    ),
    "a cell far to the right": (
        "r.xlsx",
        lambda: hostile.with_rows(b'<row r="2"><c r="XFD2"><v>1</v></c></row>'),
        "oltre la colonna 100",
    ),
    "sixteen thousand columns": (
        "r.xlsx",
        lambda: hostile.with_rows(b"<row>" + b"<c><v>1</v></c>" * 16_384 + b"</row>"),
        "oltre la colonna 100",
    ),
    "sixteen thousand columns of text": ("r.csv", lambda: b"1;" * 16_384 + b"1\n", "oltre la colonna 100"),
    "a place that overflows": (
        "r.xlsx",
        lambda: hostile.with_rows(b'<row r="2"><c r="A42949672990"><v>1</v></c></row>'),
        "rovinato",
    ),
    "a place in small letters": (
        "r.xlsx",
        lambda: hostile.with_rows(b'<row r="2"><c r="xfd1048576"><v>1</v></c></row>'),
        "rovinato",
    ),
    "too many rows": (
        "r.xlsx",
        lambda: hostile.with_rows(hostile.cell(b"<c><v>1</v></c>") * 20_021),
        "più di 20.000 righe",
    ),
    "too many rows of text": ("r.csv", lambda: b"1;2\n" * 20_100, "più di 20.000 righe"),
    "one cell without an end": ("r.csv", lambda: b'a;"' + b"x" * 3_000_000, "più testo"),
    "a billion laughs": ("r.xlsx", lambda: laughs(hostile.SHEET), "rovinato"),
    "a billion laughs in the list of sheets": ("r.xlsx", lambda: laughs("xl/workbook.xml"), "rovinato"),
    "an entity from outside": ("r.xlsx", lambda: external(hostile.SHEET), "rovinato"),
    "an entity from outside in the list of sheets": (
        "r.xlsx",
        lambda: external("xl/workbook.xml"),
        "rovinato",
    ),
    "an entity in opendocument": (
        "r.ods",
        lambda: others.ods(_TEXT, before='<!DOCTYPE a [<!ENTITY b "bbbb">]>'),
        "rovinato",
    ),
    "a row repeated a million times": (
        "r.ods",
        lambda: others.ods(others.ods_row("a", attributes=' table:number-rows-repeated="1000000"')),
        "più di 20.000 righe",
    ),
    "a cell repeated sixteen thousand times": (
        "r.ods",
        lambda: others.ods(others.ods_row("a", cell=' table:number-columns-repeated="16384"')),
        "oltre la colonna 100",
    ),
    "a text repeated until it is large": (
        "r.ods",
        lambda: others.ods(
            others.ods_row(
                "x" * 1_000,
                attributes=' table:number-rows-repeated="20000"',
                cell=' table:number-columns-repeated="90"',
            )
        ),
        "più testo",
    ),
    "two cells in opposite corners, old": (
        "r.xls",
        lambda: others.xls([["a"], *[[]] * 65_533, [""] * 255 + ["a"]]),
        "troppa memoria|troppo grande",
    ),
    "no sheet": (
        "r.xlsx",
        lambda: hostile.packed({"xl/_rels/workbook.xml.rels": b"<Relationships/>"}),
        "nessun foglio",
    ),
}


# Each file is read by a process of its own, forked from a small one: the largest child that it waits for is the reader.
_READING = """
import json, os, resource, sys
from pathlib import Path
from millegiorni_desk.errors import WorkbookRefused
from millegiorni_desk.sheets.reading import read_book

def refusal_of(path):
    try:
        book = read_book(path)
    except WorkbookRefused as refusal:
        return refusal.message
    return next((sheet.refused for sheet in book.sheets if sheet.refused), "")

for line in sys.argv[1:]:
    if os.fork():
        os.wait()
        continue
    refused, times = refusal_of(Path(line)), os.times()
    told = {"refused": refused, "seconds": sum(times[:4])}
    told["kilobytes"] = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    print(json.dumps(told), flush=True)
    os._exit(0)
"""


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """Of each bad file the sentence with which it, or its only sheet, is refused, the seconds and the kilobytes."""
    folder = tmp_path_factory.mktemp("bad")
    paths = []
    for number, (name, make, _sentence) in enumerate(REFUSED.values()):
        paths.append(folder / str(number) / name)
        paths[-1].parent.mkdir()
        paths[-1].write_bytes(make())
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", _READING, *map(str, paths)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    shutil.rmtree(folder)
    return dict(zip(REFUSED, map(json.loads, done.stdout.splitlines()), strict=True))


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.parametrize("bad", REFUSED)
def test_a_bad_file_is_refused_soon_in_one_sentence_and_little_memory(
    bad: str, told: dict[str, dict[str, Any]]
) -> None:
    found, (_name, _make, sentence) = told[bad], REFUSED[bad]
    assert any(words in found["refused"] for words in sentence.split("|")), found["refused"]
    assert "\n" not in found["refused"]
    assert found["seconds"] < SECONDS
    if sys.platform == "linux":  # where it is told in kilobytes
        assert found["kilobytes"] < (MOST_MEMORY // 1024 if bad == UP_TO_THE_CEILING else KILOBYTES)


def test_hundreds_of_thousands_of_blank_rows_are_nothing(tmp_path: Path) -> None:
    path = tmp_path / "registro.xlsx"
    rows = b"".join(b'<row r="%d"/>' % number for number in range(2, 300_002))
    path.write_bytes(hostile.with_rows(rows + b'<row r="300003"><c s="1"/></row>'))
    [sheet] = [one for one in read_book(path).sheets if one.name == "Accessi"]
    assert (len(sheet.rows), sheet.refused) == (1, "")
    blank = others.ods(
        _TEXT + '<table:table-row table:number-rows-repeated="1048575"><table:table-cell/></table:table-row>'
    )
    (tmp_path / "registro.ods").write_bytes(blank)
    assert len(read_book(tmp_path / "registro.ods").sheets[0].rows) == 1
    (tmp_path / "registro.csv").write_bytes(b"Data;Casa\n" + b";\n" * 300_000)
    assert len(read_book(tmp_path / "registro.csv").sheets[0].rows) == 1


def test_macros_are_left_alone_and_said(tmp_path: Path) -> None:
    path = tmp_path / "registro.xlsm"
    path.write_bytes(hostile.packed({"xl/vbaProject.bin": b"Attribute VB_Name"}))
    book = read_book(path)
    assert book.sheets[0].name == "Accessi"
    assert any("macro" in note for note in book.notes)


def test_a_sheet_that_asks_for_too_much_leaves_the_others_readable(tmp_path: Path) -> None:
    path = tmp_path / "registro.xlsx"
    wide = b"<row>" + b"<c><v>1</v></c>" * 200 + b"</row>"
    lists = hostile.parts()["xl/worksheets/sheet2.xml"].replace(b"</sheetData>", wide + b"</sheetData>")
    path.write_bytes(hostile.packed({"xl/worksheets/sheet2.xml": lists}))
    book = read_book(path)
    assert [bool(sheet.refused) for sheet in book.sheets] == [False, True, False]


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Looks at once whether to go on: a quick machine has refused these files before it would look."""
    monkeypatch.setattr(reading, "_OFTEN", 0)


@pytest.mark.usefixtures("impatient")
def test_reading_stops_when_asked(tmp_path: Path) -> None:
    path = tmp_path / "registro.xlsx"
    path.write_bytes(hostile.with_rows(hostile.cell(b"<c><v>1</v></c>" * 60) * 20_000))
    with pytest.raises(Stopped):
        read_book(path, cancelled=lambda: True)


@pytest.mark.usefixtures("impatient")
def test_reading_that_takes_too_long_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "registro.xlsx"
    path.write_bytes(hostile.with_rows(hostile.cell(b"<c><v>1</v></c>" * 60) * 20_000))
    monkeypatch.setattr(reading, "MOST_SECONDS", 0)
    with pytest.raises(WorkbookRefused, match="richiede troppo tempo"):
        read_book(path)


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="other systems limit less, or otherwise")
def test_the_child_can_take_no_more_memory_and_write_no_file(tmp_path: Path) -> None:
    script = (
        "import sys\nfrom millegiorni_desk.sheets.limits import MOST_MEMORY, confine\nconfine()\n"
        "try:\n    bytearray(MOST_MEMORY)\nexcept MemoryError:\n    print('no memory')\n"
        "try:\n    open(sys.argv[1], 'wb', buffering=0).write(b'a')\nexcept OSError:\n    print('no file')\n"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "x")],
        capture_output=True,
        text=True,
        check=False,
        env=environment,
    )
    assert done.stdout.split("\n")[:2] == ["no memory", "no file"]
    assert (tmp_path / "x").stat().st_size == 0


def test_twenty_thousand_rows_pass(tmp_path: Path) -> None:
    path = tmp_path / "registro.xlsx"
    path.write_bytes(hostile.with_rows(hostile.cell(b"<c><v>1</v></c>") * 20_000))
    assert len(read_book(path).sheets[0].rows) == 20_001


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(WorkbookRefused, match=r"Non trovo il file «registro\.xlsx»"):
        read_book(tmp_path / "registro.xlsx")


def test_a_damaged_file_is_refused_or_read_never_worse() -> None:
    random_ = random.Random(20251123)
    formats = {
        "r.xlsx": hostile.packed({}),
        "r.xls": others.xls([["Data", 3.5]] * 9),
        "r.ods": others.ods(_TEXT),
    }
    for name, honest in formats.items():
        for _ in range(40):
            damaged = bytearray(honest)
            for _ in range(random_.randrange(1, 6)):
                damaged[random_.randrange(len(damaged))] = random_.randrange(256)
            try:
                parsing.parse(bytes(damaged), name)
            except WorkbookRefused as refusal:
                assert refusal.message


@pytest.mark.parametrize(
    "part", [hostile.SHEET, "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml"]
)
def test_damaged_xml_is_refused_or_read_never_worse(part: str) -> None:
    random_ = random.Random(part)
    honest = hostile.parts()[part]
    for _ in range(15):
        damaged = bytearray(honest)
        for _ in range(random_.randrange(1, 4)):
            damaged[random_.randrange(len(damaged))] = random_.randrange(32, 127)
        try:
            parsing.parse(hostile.packed({part: bytes(damaged)}), "r.xlsx")
        except WorkbookRefused as refusal:
            assert refusal.message
