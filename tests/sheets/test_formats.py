"""What each format gives: the same cells, whatever the file."""

import datetime
from pathlib import Path

import openpyxl
import pytest

from millegiorni_desk.sheets.reading import read_book
from tests.sheets import others

HEAD = ["Cognome", "Nome", "Città"]


def read(path: Path, content: bytes) -> list[list[object]]:
    path.write_bytes(content)
    return [list(row) for row in read_book(path).sheets[0].rows]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_text_is_read_whatever_letters_and_separator(encoding: str, separator: str, tmp_path: Path) -> None:
    lines = [HEAD, ["El Amrani", "Fàtima", "Forlì"]]
    text = "\r\n".join(separator.join(line) for line in lines)
    found = read(tmp_path / "registro.csv", text.encode(encoding))
    assert found == lines


def test_quoted_cells_may_hold_lines_and_separators(tmp_path: Path) -> None:
    text = 'Nota;Nome\n"due\nrighe; e un punto";=1+1\n'
    assert read(tmp_path / "r.csv", text.encode()) == [["Nota", "Nome"], ["due\nrighe; e un punto", "=1+1"]]


def test_an_old_workbook_is_read(tmp_path: Path) -> None:
    assert read(tmp_path / "r.xls", others.xls([HEAD, ["Rossi", "Anna", 3.5]])) == [
        HEAD,
        ["Rossi", "Anna", 3.5],
    ]


def test_opendocument_is_read_with_its_formulas(tmp_path: Path) -> None:
    formula = (
        '<table:table-row><table:table-cell table:formula="of:=[.A1]" office:value-type="float" office:value="2">'
        "<text:p>2</text:p></table:table-cell></table:table-row>"
    )
    assert read(tmp_path / "r.ods", others.ods(others.ods_row(*HEAD) + formula)) == [HEAD, [2.0]]
    assert read_book(tmp_path / "r.ods").sheets[0].formulas == {(2, 1): "[.A1]"}


def test_dates_and_times_come_back_as_they_are(tmp_path: Path) -> None:
    day = datetime.datetime(2025, 3, 12, 9, 30)
    workbook = openpyxl.Workbook()
    workbook.active.append(
        [day, day.date(), day.time(), datetime.timedelta(hours=30), True, 1.5, "à\u2028b", None]
    )
    workbook.save(tmp_path / "r.xlsx")
    [row] = read_book(tmp_path / "r.xlsx").sheets[0].rows
    assert list(row[:3]) == [day, day.date(), day.time()]
    assert list(row[4:7]) == [True, 1.5, "à\u2028b"]
