"""Search as you type over 400,000 people, and duplicates among 4,000 and 40,000, in SQLCipher.

Wall time says what a user waits; the processor time beside it stays comparable on a machine that others use.
"""

import random
import time
from collections.abc import Iterable
from datetime import date
from itertools import combinations
from pathlib import Path

import pytest

from millegiorni_desk.areas.people import clusters, search
from tests.areas.people.registry import Registry
from tests.benchmarks.people_400k import Registration, mistyped, people

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


class _Watch:
    """Wall and processor time since it was made, in seconds."""

    def __init__(self) -> None:
        self._wall, self._own = time.perf_counter(), time.process_time()

    def __str__(self) -> str:
        return f"{time.perf_counter() - self._wall:.2f} s (processor {time.process_time() - self._own:.2f} s)"


def _measure(label: str, registry: Registry, typed: list[_Typed]) -> None:
    walls, owns, first, fifth = [], [], 0, 0
    for text, person_id, born in typed:
        wall, own = time.perf_counter(), time.process_time()
        ids = [hit.person_id for hit in search.find(registry.raw, text, birth_date=born)]
        walls.append((time.perf_counter() - wall) * 1000)
        owns.append((time.process_time() - own) * 1000)
        first += person_id in ids[:1]
        fifth += person_id in ids[:5]
    walls.sort()
    owns.sort()
    middle, late = len(typed) // 2, int(len(typed) * 0.95)
    print(
        f"{label:28} n={len(typed):5}  wall p50 {walls[middle]:5.1f} p95 {walls[late]:5.1f}  "
        f"processor p50 {owns[middle]:5.1f} p95 {owns[late]:5.1f} ms  "
        f"first {first / len(typed):.2f}  among five {fifth / len(typed):.2f}"
    )


def _letters(texts: Iterable[tuple[str, str]]) -> list[_Typed]:
    return [(text[:end], person_id, None) for text, person_id in texts for end in range(2, len(text) + 1)]


@pytest.mark.parametrize("count", [4_000, 400_000])
def bench_search(tmp_path: Path, count: int) -> None:
    registry = _filled(tmp_path / "people.db", people(count))
    watch = _Watch()
    search.refresh(registry.raw)
    print(f"\n{count} people indexed in {watch}")
    watch = _Watch()
    reached = clusters.refresh(registry.raw)
    print(f"clusters of {reached} made in {watch}")
    chance = random.Random(7)
    sample = chance.sample(
        registry.table("SELECT id, surname, name, birth_date FROM person WHERE birth_date <> ''"), 400
    )
    full = [(f"{name} {surname}", person_id) for person_id, surname, name, _ in sample]
    _measure("typed letter by letter", registry, _letters(full[:150]))
    wrong = [
        (f"{mistyped(chance, name)} {mistyped(chance, surname)}", person_id)
        for person_id, surname, name, _ in sample
    ]
    _measure("the same with two slips", registry, _letters(wrong[:80]))
    _measure("whole name", registry, [(text, person_id, None) for text, person_id in full])
    _measure("whole name, two slips", registry, [(text, person_id, None) for text, person_id in wrong])
    born = {person_id: date.fromisoformat(day) for person_id, _, _, day in sample}
    _measure(
        "name and birth date", registry, [(text, person_id, born[person_id]) for text, person_id in full]
    )
    _measure(
        "two slips and birth date",
        registry,
        [(text, person_id, born[person_id]) for text, person_id in wrong],
    )
    _one_save(registry, [person_id for person_id, *_ in sample])
    registry.raw.close()


def _one_save(registry: Registry, ids: list[str]) -> None:
    for label, change in (("telephone", "phone = phone || '1'"), ("name", "surname = surname || 'x'")):
        spent = 0.0
        for person_id in ids:
            registry.raw.execute("BEGIN IMMEDIATE")
            registry.raw.execute(f"UPDATE person SET {change} WHERE id = ?", (person_id,))
            started = time.process_time()
            search.refresh(registry.raw)
            spent += time.process_time() - started
            registry.raw.execute("COMMIT")
        print(f"refresh after a change of {label}: {spent / len(ids) * 1000:.2f} ms")


@pytest.mark.parametrize(("count", "seed"), [(4_000, 101), (4_000, 102), (4_000, 103), (40_000, 101)])
def bench_duplicates(tmp_path: Path, count: int, seed: int) -> None:
    made = list(people(count, seed))
    registry = _filled(tmp_path / "people.db", made)
    search.refresh(registry.raw)
    watch = _Watch()
    found = search.duplicates(registry.raw)
    print(f"\n{count} people, seed {seed}: {len(found)} pairs in {watch}")
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
