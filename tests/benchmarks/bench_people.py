"""Search as you type over 400,000 people, and duplicates among 4,000 and 40,000, in SQLCipher.

Wall time says what a user waits; the processor time beside it stays comparable on a machine that others use.
"""

import random
from collections.abc import Iterable
from datetime import date
from functools import partial
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from millegiorni_desk.areas.people import search
from millegiorni_desk.vault.vault import Vault
from tests.areas.people.registry import Registry
from tests.benchmarks.people_400k import Registration, mistyped, people
from tests.benchmarks.ratios import Spent, percentile, result_of, spent, tell_limit

_Typed = tuple[str, str, date | None]


def _filled(path: Path, made: Iterable[Registration]) -> Registry:
    registry = Registry(path)
    registry.raw.execute("PRAGMA journal_mode = WAL")
    search.install(registry.raw)
    registry.raw.execute("BEGIN")
    registry.raw.executemany(
        "INSERT INTO person (id, house, surname, name, birth_date, birth_precision, codice_fiscale, gender,"
        " citizenship, phone, address, voided, birth_country, quarter, language, safe_contact, notes)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, '', '', '', '', '')",
        (
            (
                one.id,
                one.house,
                one.surname,
                one.name,
                one.birth_date.isoformat() if one.birth_date else None,
                one.birth_precision,
                one.codice_fiscale,
                one.gender,
                one.citizenship,
                one.phone,
                one.address,
            )
            for one in made
        ),
    )
    registry.raw.execute("COMMIT")
    return registry


def _measure(label: str, connection: Any, typed: list[_Typed]) -> list[Spent]:
    took, first, fifth = [], 0, 0
    for text, person_id, born in typed:
        hits, one = result_of(partial(search.find, connection, text, birth_date=born))
        ids = [hit.person_id for hit in hits]
        took.append(one)
        first += person_id in ids[:1]
        fifth += person_id in ids[:5]
    late = percentile(took, 0.95)
    print(
        f"{label:28} n={len(typed):5}  p95 {late.wall * 1000:5.1f} ms (processor {late.own * 1000:5.1f})  "
        f"first {first / len(typed):.2f}  among five {fifth / len(typed):.2f}"
    )
    return took


def _letters(texts: Iterable[tuple[str, str]]) -> list[_Typed]:
    return [(text[:end], person_id, None) for text, person_id in texts for end in range(2, len(text) + 1)]


def bench_search(big: Vault) -> None:
    with big.connection() as raw:
        _as_you_type(raw)
        _one_save(raw)


def _as_you_type(raw: Any) -> None:
    chance = random.Random(7)
    everybody = raw.execute(
        "SELECT id, surname, name, birth_date FROM person WHERE birth_date <> ''"
    ).fetchall()
    sample = chance.sample(everybody, 400)
    full = [(f"{name} {surname}", person_id) for person_id, surname, name, _ in sample]
    wrong = [
        (f"{mistyped(chance, name)} {mistyped(chance, surname)}", person_id)
        for person_id, surname, name, _ in sample
    ]
    born = {person_id: date.fromisoformat(day) for person_id, _, _, day in sample}
    print()
    letters = _measure("typed letter by letter", raw, _letters(full[:150]))
    tell_limit("search at each letter, 400,000 people", letters, 16)
    letters = _measure("the same with two slips", raw, _letters(wrong[:80]))
    tell_limit("the same with two slips", letters, 16)
    _measure("whole name", raw, [(text, person_id, None) for text, person_id in full])
    _measure("whole name, two slips", raw, [(text, person_id, None) for text, person_id in wrong])
    _measure("name and birth date", raw, [(text, one, born[one]) for text, one in full])
    _measure("two slips and birth date", raw, [(text, one, born[one]) for text, one in wrong])


def _one_save(raw: Any) -> None:
    ids = [row[0] for row in raw.execute("SELECT id FROM person ORDER BY id LIMIT 200 OFFSET 1000")]
    for label, change in (("telephone", "phone = phone || '1'"), ("name", "surname = surname || 'x'")):
        took = []
        for person_id in ids:
            raw.execute("BEGIN IMMEDIATE")
            # These people have no history in the change log: they came in bulk.
            raw.execute("UPDATE sync_state SET applying = 1")
            raw.execute(f"UPDATE person SET {change} WHERE id = ?", (person_id,))
            took.append(spent(partial(search.refresh, raw)))
            raw.execute("ROLLBACK")
        tell_limit(f"search index after a change of {label}", took, 16)


@pytest.mark.parametrize(("count", "seed"), [(4_000, 101), (4_000, 102), (4_000, 103), (40_000, 101)])
def bench_duplicates(tmp_path: Path, count: int, seed: int) -> None:
    made = list(people(count, seed))
    registry = _filled(tmp_path / "people.db", made)
    search.refresh(registry.raw)
    found, took = result_of(partial(search.duplicates, registry.raw))
    print(
        f"\n{count} people, seed {seed}: {len(found)} pairs in {took.wall:.2f} s (processor {took.own:.2f} s)"
    )
    records: dict[int, list[str]] = {}
    for one in made:
        records.setdefault(one.truth, []).append(one.id)
    same = {(min(pair), max(pair)) for ids in records.values() for pair in combinations(ids, 2)}
    for label, verdicts in (("same", ("same",)), ("likely", ("same", "likely")), ("possible", None)):
        proposed = {(pair.a, pair.b) for pair in found if verdicts is None or pair.match.verdict in verdicts}
        right = len(proposed & same)
        print(f"  at least {label:8}: precision {right / len(proposed):.3f}, recall {right / len(same):.3f}")
    alone = {(pair.a, pair.b) for pair in found if pair.match.links_by_itself}
    print(f"  by itself: {len(alone)}, precision {len(alone & same) / len(alone):.4f}")
    registry.raw.close()
