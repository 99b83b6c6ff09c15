"""Is the right woman among the first five? Names as they are mistaken at a desk, among 400,000 people."""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import Any

from millegiorni_desk.areas.people import search
from millegiorni_desk.vault.vault import Vault
from tests.benchmarks.million import PEOPLE
from tests.benchmarks.ratios import LINES, Line, Spent, percentile, result_of
from tests.registers import Registration, mistyped, register

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
    "one of her names, one surname": lambda chance, name, surname: f"{name.split()[0]} {surname.split()[-1]}",
    "first letters only": lambda chance, name, surname: f"{name[:3]} {surname[:4]}",
}


def bench_recall_at_five(big: Vault) -> None:
    """Prints a Markdown table: of the woman looked for, how often she is first and among the first five.

    A name that many bear cannot choose among them; her birth date does. The last row is of women who come again: typed
    is what the one registration says, looked for is any other of hers, with all that either desk got wrong.
    """
    made = register(PEOPLE)
    chance = random.Random(11)
    sample = chance.sample(
        [one for one in made.rows if len(one.born) == 10 and one.surname and one.name], _SAMPLE
    )
    with big.connection() as raw:
        print("\n| typed | first | among five | with birth date: first | among five | p95 ms |")
        print("|---|---|---|---|---|---|")
        for label, mistake in _MISTAKES.items():
            _row(
                raw,
                label,
                [(mistake(chance, one.name, one.surname), one.birth_date, {one.id}, "") for one in sample],
            )
        again = _row(
            raw, "as another registration of hers says", _come_again(made.of_people(), made.rows, chance)
        )
    LINES.append(
        Line("a woman who comes again, by name and date", f"{again:.1%} among five", "≥ 97%", again >= 0.97)
    )


_Typed = tuple[str, date | None, set[str], str]
"""What is typed, the birth date, who is looked for, and who does not count: the registration that it was taken from."""


def _come_again(
    of_people: dict[int, list[str]], rows: Sequence[Registration], chance: random.Random
) -> list[_Typed]:
    by_id = {one.id: one for one in rows}
    typed = []
    for ids in chance.sample([ids for ids in of_people.values() if len(ids) > 1], _SAMPLE * 2):
        last = by_id[ids[-1]]
        if len(last.born) == 10:
            typed.append((f"{last.name} {last.surname}", last.birth_date, set(ids[:-1]), last.id))
    return typed


def _row(raw: Any, label: str, typed: list[_Typed]) -> float:
    """One row of the table; the share found among five with the birth date."""
    alone, took = _asked(raw, [(text, None, wanted, own) for text, _, wanted, own in typed])
    dated, more = _asked(raw, typed)
    late = percentile([*took, *more], 0.95)
    shares = " | ".join(f"{share:.1%}" for share in (*alone, *dated))
    print(f"| {label} | {shares} | {late.own * 1000:.1f} |")
    return dated[1]


def _asked(raw: Any, typed: list[_Typed]) -> tuple[tuple[float, float], list[Spent]]:
    first = fifth = 0
    took = []
    for text, born, wanted, own in typed:
        hits, one = result_of(partial(search.find, raw, text, birth_date=born))
        ids = [hit.person_id for hit in hits if hit.person_id != own][:5]
        first += bool(wanted.intersection(ids[:1]))
        fifth += bool(wanted.intersection(ids))
        took.append(one)
    return (first / len(typed), fifth / len(typed)), took
