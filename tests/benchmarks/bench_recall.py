"""Is the right woman among the first five? Names as they are mistaken at a desk, among 400,000 people."""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

from millegiorni_desk.areas.people import search
from millegiorni_desk.vault.vault import Vault
from tests.benchmarks.people_400k import mistyped, respelt
from tests.benchmarks.ratios import Spent, percentile, result_of

_Mistake = Callable[[random.Random, str, str], str]
_SAMPLE = 400


def _bare(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


_MISTAKES: dict[str, _Mistake] = {
    "as written": lambda chance, name, surname: f"{name} {surname}",
    "surname first": lambda chance, name, surname: f"{surname} {name}",
    "without accents, small": lambda chance, name, surname: _bare(f"{name} {surname}").lower(),
    "one letter wrong": lambda chance, name, surname: f"{name} {mistyped(chance, surname)}",
    "one letter wrong in each": lambda chance, name, surname: (
        f"{mistyped(chance, name)} {mistyped(chance, surname)}"
    ),
    "transliterated otherwise": lambda chance, name, surname: (
        f"{respelt(chance, name)} {respelt(chance, surname)}"
    ),
    "one of her names, one surname": lambda chance, name, surname: f"{name.split()[0]} {surname.split()[-1]}",
    "first letters only": lambda chance, name, surname: f"{name[:3]} {surname[:4]}",
}


def bench_recall_at_five(big: Vault) -> None:
    """Prints a Markdown table: of the woman looked for, how often she is first and among the first five.

    A name that many bear cannot choose among them; her birth date does.
    """
    with big.connection() as raw:
        everybody = raw.execute(
            "SELECT id, surname, name, birth_date FROM person WHERE birth_date <> '' AND birth_precision = 'day'"
        ).fetchall()
        chance = random.Random(11)
        sample = chance.sample(everybody, _SAMPLE)
        print("\n| typed | first | among five | with birth date: first | among five | p95 ms |")
        print("|---|---|---|---|---|---|")
        for name, mistake in _MISTAKES.items():
            typed = [(mistake(chance, one[2], one[1]), one[0], date.fromisoformat(one[3])) for one in sample]
            alone, took = _asked(raw, [(text, person_id, None) for text, person_id, _ in typed])
            dated, more = _asked(raw, typed)
            late = percentile([*took, *more], 0.95)
            shares = " | ".join(f"{share:.1%}" for share in (*alone, *dated))
            print(f"| {name} | {shares} | {late.own * 1000:.1f} |")


def _asked(raw: Any, typed: list[tuple[str, str, date | None]]) -> tuple[tuple[float, float], list[Spent]]:
    first = fifth = 0
    took = []
    for text, person_id, born in typed:
        hits, one = result_of(partial(search.find, raw, text, birth_date=born))
        ids = [hit.person_id for hit in hits[:5]]
        first += person_id in ids[:1]
        fifth += person_id in ids
        took.append(one)
    return (first / len(typed), fifth / len(typed)), took
