"""Going through the checks: how many records each of them holds, house by house, and which."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from millegiorni_desk.areas.monitoring.checks import CHECKS, Check, Source
from millegiorni_desk.areas.monitoring.queries import Period
from millegiorni_desk.areas.monitoring.report import Row
from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.language import _
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault

MOST_ROWS = 2_000
"""So many rows of a check are listed: whoever has worked those off asks again."""

_ONE_OF = "AND {key} IN (SELECT value FROM json_each(:ids))"


@dataclass(frozen=True)
class Found:
    """How many records a check holds, by house; of the network's own, under an empty code."""

    check: Check
    by_house: dict[str, int]

    @property
    def number(self) -> int:
        """How many there are."""
        return sum(self.by_house.values())


def check(check_id: str) -> Check:
    """The check of that name. Raises ``InvalidValue``."""
    for one in CHECKS:
        if one.id == check_id:
            return one
    raise InvalidValue(_("Non conosco il controllo «{id}».").format(id=check_id), "check")


def count(
    vault: Vault,
    period: Period,
    house: str = "",
    progress: Callable[[int, int, str], object] = lambda done, total, words: None,
) -> list[Found]:
    """Every check with what it holds in a period, of one house or all; one walk for each source."""
    vault.require(Permission.REPORT)
    sources = list(dict.fromkeys(one.source for one in CHECKS))
    numbers: dict[str, dict[str, int]] = {one.id: {} for one in CHECKS}
    for done, source in enumerate(sources):
        progress(done, len(sources), "controlli")
        of_source = [one for one in CHECKS if one.source is source]
        with vault.connection() as raw:
            for code, *counted in raw.execute(count_sql(source), _asked(period)).fetchall():
                if not house or code == house:
                    for one, number in zip(of_source, counted, strict=True):
                        if number:
                            numbers[one.id][code] = number
    progress(len(sources), len(sources), "controlli")
    return [Found(one, numbers[one.id]) for one in CHECKS]


def rows(vault: Vault, check_id: str, period: Period, house: str = "") -> list[Row]:
    """The records that a check holds, the newest first, at most :data:`MOST_ROWS`."""
    vault.require(Permission.REPORT)
    wanted = check(check_id)
    found = vault.query(rows_sql(wanted), **_asked(period), house=house, limit=MOST_ROWS)
    return [_row(wanted, one) for one in found]


def still(vault: Vault, check_id: str, period: Period, listed: Sequence[Row]) -> list[Row]:
    """Those of the *listed* rows that the check still holds, after some were put right."""
    vault.require(Permission.REPORT)
    wanted = check(check_id)
    ids = json.dumps([row.record_id for row in listed])
    held = {row["id"] for row in vault.query(still_sql(wanted), **_asked(period), ids=ids)}
    return [row for row in listed if row.record_id in held]


def count_sql(source: Source) -> str:
    """The SQL that counts all checks of a source by house."""
    sums = ", ".join(
        f"sum(CASE WHEN {one.where} THEN 1 ELSE 0 END)" for one in CHECKS if one.source is source
    )
    return f"SELECT {source.house}, {sums} FROM {source.sql.format(narrow='')} GROUP BY {source.house}"


def rows_sql(wanted: Check) -> str:
    """The SQL that lists the records of a check."""
    source = wanted.source
    return (
        f"SELECT t.id AS id, {source.house} AS house, {source.day} AS day FROM {source.sql.format(narrow='')}"
        f" AND ({wanted.where}) AND (:house = '' OR {source.house} = :house) ORDER BY 3 DESC, 1 DESC LIMIT :limit"
    )


def still_sql(wanted: Check) -> str:
    """The SQL that finds which of some records a check still holds."""
    source = wanted.source
    narrowed = source.sql.format(narrow=_ONE_OF.format(key=source.key))
    return f"SELECT t.id AS id FROM {narrowed} AND ({wanted.where})"


def houses(found: Iterable[Found]) -> dict[str, int]:
    """How many things there are to look at in each house."""
    numbers: dict[str, int] = {}
    for one in found:
        for code, number in one.by_house.items():
            numbers[code] = numbers.get(code, 0) + number
    return numbers


def _asked(period: Period) -> dict[str, str]:
    return {
        "first": period.start.isoformat(),
        "last": period.end.isoformat(),
        "today": date.today().isoformat(),
    }


def _row(wanted: Check, found: dict[str, Any]) -> Row:
    return Row(wanted.source.table, found["id"], found["house"], found["day"] or "", "", {})
