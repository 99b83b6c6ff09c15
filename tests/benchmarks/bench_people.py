"""Search as you type over 400,000 people in SQLCipher, and what a save costs its index.

Wall time says what a user waits; the processor time beside it stays comparable on a machine that others use.
"""

import gc
import random
from collections.abc import Iterable
from datetime import date
from functools import partial
from typing import Any

from millegiorni_desk.areas.people import search
from millegiorni_desk.vault.vault import Vault
from tests.benchmarks.ratios import Spent, percentile, result_of, spent, tell_limit
from tests.registers import mistyped

_Typed = tuple[str, str, date | None]


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
    # As while a desk is open: Python looks for dead circles in quiet moments alone (``app/collecting.py``).
    gc.collect()
    gc.disable()
    with big.connection() as raw:
        _as_you_type(raw)
        _one_save(raw)
    gc.enable()


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
    tell_limit("search at each letter, 400,000 people", letters, 5)
    letters = _measure("the same with two slips", raw, _letters(wrong[:80]))
    tell_limit("the same with two slips", letters, 5)
    _measure("whole name", raw, [(text, person_id, None) for text, person_id in full])
    _measure("whole name, two slips", raw, [(text, person_id, None) for text, person_id in wrong])
    dated = _measure("name and birth date", raw, [(text, one, born[one]) for text, one in full])
    tell_limit("candidates by name and birth date", dated, 20)
    dated = _measure("two slips and birth date", raw, [(text, one, born[one]) for text, one in wrong])
    tell_limit("the same with two slips", dated, 20)


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
