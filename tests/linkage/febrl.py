"""The FEBRL sets as registers of ours.

Their social security number stands where a codice fiscale would: it is the one field that says who somebody is.
Each person is given the code of her first record, and every slip that the set made in the number becomes a slip in
the code at the same place, so that its check letter tells it, as it would. Dates that no calendar has keep their year.
"""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

from millegiorni_desk.areas.people.codice_fiscale import make
from tests.linkage.scoring import Pair, pairs_of
from tests.registers.register import COLUMNS

_DIGITS = (6, 7, 9, 10, 12, 13, 14)
_NO_DAY = date(1950, 6, 15)


def register(raw: Path, path: Path) -> set[Pair]:
    """Write the set in *raw* as a register to *path*; every pair that is one person."""
    with raw.open(encoding="utf-8", newline="") as file:
        rows = [{name: cell.strip() for name, cell in row.items()} for row in csv.DictReader(file)]
    people: dict[str, list[dict[str, str]]] = {}
    for row in rows:
        people.setdefault(row["rec_id"].split("-")[1], []).append(row)
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(COLUMNS)
        for records in people.values():
            out.writerows(_cells(row, _code(row, records[-1])) for row in records)
    return pairs_of([row["rec_id"] for row in records] for records in people.values())


def _cells(row: dict[str, str], code: str) -> list[str]:
    address = (row["address_1"], row["street_number"], row["suburb"], row["postcode"])
    return [
        row["rec_id"],
        "BAR",
        "2025-01-01",
        row["given_name"],
        row["surname"],
        "",
        _born(row["date_of_birth"]),
        code,
        "",
        " ".join(filter(None, address)),
        "",
    ]


def _code(row: dict[str, str], first: dict[str, str]) -> str:
    """*first* is the record that the others were made from: the set sorts it last."""
    number, right = row["soc_sec_id"], first["soc_sec_id"]
    if not number:
        return ""
    born = _born(first["date_of_birth"])
    day = date.fromisoformat(born) if len(born) == 10 else _NO_DAY
    code = list(make(first["surname"], first["given_name"], day, "F", f"Z{int(right or number) % 997:03d}"))
    for place, (digit, wanted) in zip(_DIGITS, zip(number, right, strict=False), strict=False):
        if digit != wanted:
            code[place] = digit if digit != code[place] else str((int(digit) + 1) % 10)
    return "".join(code)


def _born(text: str) -> str:
    """YYYYMMDD as an ISO date; a year alone where there is no such day."""
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:8])).isoformat()
    except ValueError:
        return text[:4]
