"""No hidden number can be worked out: five thousand random tables, attacked by a solver of its own."""

import itertools
import random
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from millegiorni_desk.areas.monitoring.suppression import Cell, Sum, to_hide

TABLES = 5_000
KINDS = ("list", "square", "cube", "linked", "nested", "crossed")


def filled(chance: random.Random, fewest: int) -> Cell:
    number = chance.choice((0, 0, 1, 1, 2, 2, 3, 4, 5, 8, 13, 40, 200))
    return Cell(number, chance.choice((fewest, fewest, fewest + 2)))


class Tables:
    """Random cells with the sums that a report shows beside them."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.cells: dict[str, Cell] = {}
        self.sums: list[Sum] = []
        getattr(self, KINDS[seed % len(KINDS)])()

    def total(self, name: str, parts: list[str]) -> str:
        self.cells[name] = Cell(sum(self.cells[part].number for part in parts), 3)
        self.sums.append(Sum(name, tuple(parts)))
        return name

    def row(self, name: str, size: int) -> list[str]:
        names = [f"{name}{n}" for n in range(size)]
        self.cells |= {each: filled(self.chance, 3) for each in names}
        return names

    def grid(self, name: str, high: int, wide: int) -> tuple[list[str], list[str]]:
        rows = [self.row(f"{name}.{n}.", wide) for n in range(high)]
        beside = [self.total(f"{name}-row{n}", row) for n, row in enumerate(rows)]
        below = [
            self.total(f"{name}-column{n}", list(column)) for n, column in enumerate(zip(*rows, strict=True))
        ]
        return beside, below

    def list(self) -> None:
        self.total("all", self.row("a", self.chance.randint(1, 9)))

    def square(self) -> None:
        beside, below = self.grid("a", self.chance.randint(1, 5), self.chance.randint(1, 6))
        self.total("all", beside)
        self.sums.append(Sum("all", tuple(below)))

    def cube(self) -> None:
        layers, high, wide = (self.chance.randint(2, 3) for _ in range(3))
        for layer in range(layers):
            self.grid(f"layer{layer}", high, wide)
        names = [f"{n}.{m}" for n, m in itertools.product(range(high), range(wide))]
        for name in names:
            self.total(f"through{name}", [f"layer{layer}.{name}" for layer in range(layers)])

    def linked(self) -> None:
        """Two ways of dividing the same people, as by month and by house."""
        first = self.row("a", self.chance.randint(2, 7))
        self.total("all", first)
        left = self.cells["all"].number
        second = []
        for n in range(self.chance.randint(1, 5)):
            number = self.chance.randint(0, left)
            left -= number
            second.append(f"b{n}")
            self.cells[f"b{n}"] = Cell(number, 3)
        self.cells["b-rest"] = Cell(left, 3)
        self.sums.append(Sum("all", (*second, "b-rest")))

    def nested(self) -> None:
        parts = [
            self.total(f"part{n}", self.row(f"a{n}.", self.chance.randint(1, 4)))
            for n in range(self.chance.randint(1, 4))
        ]
        self.total("all", parts)

    def crossed(self) -> None:
        """A grid whose column sums are divided once more."""
        _beside, below = self.grid("a", self.chance.randint(1, 3), self.chance.randint(1, 4))
        self.total("all", below)
        self.total("half", below[: len(below) // 2 + 1])


def recovered(sums: list[Sum], hidden: frozenset[str]) -> list[str]:
    """The hidden cells that the sums determine: alone in a row of the reduced form, by elimination in fractions."""
    names = sorted(hidden)
    matrix = []
    for one in sums:
        row = [Fraction(0)] * len(names)
        for name, sign in ((one.total, -1), *((part, 1) for part in one.parts)):
            if name in hidden:
                row[names.index(name)] += sign
        matrix.append(row)
    done = 0
    for column in range(len(names)):
        pivot = next((n for n in range(done, len(matrix)) if matrix[n][column]), None)
        if pivot is None:
            continue
        matrix[done], matrix[pivot] = matrix[pivot], matrix[done]
        for n in range(len(matrix)):
            if n != done and matrix[n][column]:
                factor = matrix[n][column] / matrix[done][column]
                matrix[n] = [a - factor * b for a, b in zip(matrix[n], matrix[done], strict=True)]
        done += 1
    alone = [[column for column, factor in enumerate(row) if factor] for row in matrix]
    return sorted(names[columns[0]] for columns in alone if len(columns) == 1)


# An eighth each; as many again as are checked here are left to the long tests three times.
@pytest.mark.parametrize(
    "part", [0, 1, *(pytest.param(part, marks=pytest.mark.soak) for part in range(2, 8))]
)
def test_no_hidden_cell_of_five_thousand_random_tables_can_be_solved_for(part: int) -> None:
    several = 0
    for seed in range(part, TABLES, 8):
        tables = Tables(seed)
        hidden = to_hide(tables.cells, tables.sums)
        assert {name for name, cell in tables.cells.items() if cell.small} <= hidden, seed
        assert recovered(tables.sums, hidden) == [], seed
        several += 0 < len(hidden) < len(tables.cells)
    assert several > TABLES / 8 / 3


def test_the_attack_finds_what_is_badly_hidden() -> None:
    sums = [Sum("all", ("a", "b", "c"))]
    assert recovered(sums, frozenset({"a"})) == ["a"]
    assert recovered([*sums, Sum("more", ("a", "b"))], frozenset({"a", "b", "c"})) == ["c"]


@given(st.lists(st.integers(0, 6), min_size=2, max_size=5))
@settings(max_examples=150)
def test_no_reader_who_tries_every_table_can_prove_that_a_number_is_small(numbers: list[int]) -> None:
    cells = {f"c{n}": Cell(number, 3) for n, number in enumerate(numbers)}
    cells["all"] = Cell(sum(numbers), 3)
    hidden = sorted(to_hide(cells, [Sum("all", tuple(f"c{n}" for n in range(len(numbers))))]))
    if not hidden or "all" in hidden:
        return
    rest = sum(cells[name].number for name in hidden)
    possible = [
        dict(zip(hidden, one, strict=True))
        for one in itertools.product(range(1, rest + 1), repeat=len(hidden))
        if sum(one) == rest
    ]
    for name in hidden:
        assert max(one[name] for one in possible) >= 3 and len({one[name] for one in possible}) > 1


def test_two_ones_that_add_up_to_two_take_a_third_with_them() -> None:
    cells = {"a": Cell(1, 3), "b": Cell(1, 3), "c": Cell(9, 3), "d": Cell(4, 3), "all": Cell(15, 3)}
    assert to_hide(cells, [Sum("all", ("a", "b", "c", "d"))]) == {"a", "b", "d"}


def test_what_was_shown_before_stays() -> None:
    cells = {"a": Cell(1, 3), "b": Cell(5, 3, fixed=True), "c": Cell(9, 3), "all": Cell(15, 3, fixed=True)}
    assert to_hide(cells, [Sum("all", ("a", "b", "c"))]) == {"a", "c"}


def test_those_that_stand_together_are_hidden_together() -> None:
    cells = {"a": Cell(1, 3), "b": Cell(5, 3), "c": Cell(9, 3), "all": Cell(15, 3), "again": Cell(1)}
    assert to_hide(cells, [Sum("all", ("a", "b", "c"))], (), [frozenset({"a", "again"})]) == {
        "a",
        "b",
        "again",
    }


def test_nothing_small_hides_nothing() -> None:
    cells = {"a": Cell(3, 3), "b": Cell(0, 3), "all": Cell(3, 3)}
    assert to_hide(cells, [Sum("all", ("a", "b"))]) == frozenset()
