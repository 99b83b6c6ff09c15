"""``people link FILE --json OUT``: a register in a file is linked without a vault; a bad file gets one sentence."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from millegiorni_desk import cli
from millegiorni_desk.areas.people.linkage.weights import WEIGHTS_VERSION

HEADER = "rec_id,house,reg_date,given,surname,sex,dob,cf,phone,address,nation"
ROWS = (
    "a,BAR,2025-01-02,Fatma,El Amrani,F,1990-03-12,,333 1234567,Via Cigna 12,MA",
    "b,CEC,2025-02-02,Fatima,Elamrani,F,1990-03-12,,+39 333 1234567,,MA",
    "c,BAR,2025-01-02,Khadija,El Amrani,F,1990-03-12,,3331234567,Via Cigna 12,MA",
    "d,HUB,,Chioma,Okafor,F,1987,,,,NG",
    "e,HUB,,Ngozi,Eze,F,boh,,,senza fissa dimora,",
)


def link(tmp_path: Path, text: str, encoding: str = "utf-8") -> tuple[int, dict[str, Any]]:
    file, out = tmp_path / "registro.csv", tmp_path / "esito.json"
    file.write_bytes(text.encode(encoding))
    code = cli.run(["people", "link", str(file), "--json", str(out)])
    return code, json.loads(out.read_bytes()) if out.exists() else {}


@pytest.mark.parametrize(("encoding", "delimiter"), [("utf-8", ","), ("utf-8-sig", ";"), ("utf-8", "\t")])
def test_a_register_is_linked(
    tmp_path: Path, encoding: str, delimiter: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code, told = link(tmp_path, "\n".join((HEADER, *ROWS)).replace(",", delimiter), encoding)
    assert code == 0
    assert told["clusters"] == [["a", "b"], ["c"], ["d"], ["e"]]
    assert (told["records"], told["weights"]) == (5, str(WEIGHTS_VERSION))
    [pair] = [pair for pair in told["pairs"] if pair["linked"]]
    assert (pair["a"], pair["b"], pair["vetoes"]) == ("a", "b", [])
    assert pair["bits"] >= 3
    assert pair["probability"] > 0.89
    assert "stesso suono del nome (Fatma/Fatima)" in pair["reasons"]
    assert all(len(pair["reasons"]) <= 6 for pair in told["pairs"])
    low, high = told["interval"]
    assert low <= told["estimate"] <= high == told["unique"]["linked"] == 4
    assert told["unique"]["open_reviews"] == len(told["review"])
    assert "5 registrazioni" in capsys.readouterr().out


def test_columns_in_any_order_and_others_beside_them(tmp_path: Path) -> None:
    text = "note,surname,REC_ID,given\nx,Okafor,1,Chioma\n\ny,Okafor,2,Chioma\n"
    code, told = link(tmp_path, text)
    assert code == 0
    assert told["clusters"] == [["1"], ["2"]]
    assert told["review"] == [] or told["review"][0]["a"] == "1"


def test_days_and_countries_as_people_write_them(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """And what a spreadsheet leaves behind the last column is nothing."""
    rows = "1,Fatima,El Idrissi,12/03/1994,MA,,\n2,Fatima,El Idrissi,12.3.1994,marocchina\n"
    code, told = link(tmp_path, "rec_id,given,surname,dob,nation\n" + rows)
    assert (code, told["clusters"]) == (0, [["1", "2"]])
    [pair] = told["pairs"]
    assert "stessa data di nascita" in pair["reasons"] and "cittadinanza diversa" not in pair["reasons"]
    assert told["interval"] == [1, 1], "where there is a registration there is someone"
    assert "2 registrazioni, circa 1 persona (da 1 a 1)" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "manca la colonna rec_id, given, surname"),
        ("rec_id,given\n1,Ada\n", "manca la colonna surname"),
        (HEADER + "\n", "non ha registrazioni"),
        ("rec_id,given,surname\n1,Ada,Ferrero\n1,Ida,Ferrero\n", "il rec_id 1 della riga 3 c’è già"),
        ("rec_id,given,surname\n,Ada,Ferrero\n", "la riga 2 non ha rec_id"),
        ("rec_id,given,surname\n1,Ada,Ferrero,Torino\n", "la riga 2 ha più celle della prima"),
    ],
)
def test_a_bad_file_gets_one_sentence(
    tmp_path: Path, text: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code, told = link(tmp_path, text)
    assert (code, told) == (1, {})
    error = capsys.readouterr().err
    assert said in error
    assert error.count("\n") == 1


def test_a_file_that_cannot_be_read_gets_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert link(tmp_path, "rec_id,given,surname\n1,Zoë,Ferrero\n", "latin-1")[0] == 1
    assert "non è in UTF-8" in capsys.readouterr().err
    (tmp_path / "registro.csv").unlink()
    assert cli.run(["people", "link", str(tmp_path / "registro.csv"), "--json", str(tmp_path / "o")]) == 1
    assert "Non riesco a leggere registro.csv" in capsys.readouterr().err
