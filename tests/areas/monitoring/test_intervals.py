"""Between what each number of people lies: every way in which open pairs can turn out, counted by hand in Python."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from io import BytesIO
from itertools import combinations, pairwise, product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from millegiorni_desk.areas.monitoring import service, wording
from millegiorni_desk.areas.monitoring.figures import Amount, Categories, Count, Figure, Interval, Share
from millegiorni_desk.areas.monitoring.indicators import INDICATORS
from millegiorni_desk.areas.monitoring.indicators.declaration import Kind
from millegiorni_desk.areas.monitoring.intervals.components import components
from millegiorni_desk.areas.monitoring.queries import Period
from millegiorni_desk.areas.monitoring.report import Report
from millegiorni_desk.areas.monitoring.yearly import stored
from millegiorni_desk.areas.monitoring.yearly.chapters import told, weighed
from millegiorni_desk.areas.monitoring.yearly.parts import Text
from millegiorni_desk.areas.monitoring.yearly.tongue import Tongue
from millegiorni_desk.areas.monitoring.yearly.workbook import report_workbook
from millegiorni_desk.areas.monitoring.yearly.year import Year
from millegiorni_desk.areas.people.linkage.weights import WEIGHTS_VERSION
from millegiorni_desk.areas.people.records import PersonDecision
from millegiorni_desk.vault.vault import Vault
from millegiorni_sync import canonical

from .oracle import Oracle
from .test_edges import seen, woman
from .test_oracle import PERIODS, YEAR
from .worlds import HOUSES, World, holding, record_id, worlds

OpenPair = tuple[str, str, float]
OF_PEOPLE = [one for one in INDICATORS.values() if one.source.of_people]


class Supposing(Oracle):
    """The figures if some pairs were the same person."""

    def __init__(
        self, world: World, start: date, end: date, house: str, same: Sequence[tuple[str, str]] = ()
    ) -> None:
        self.supposed = same
        super().__init__(world, start, end, house)

    def _join(self) -> None:
        super()._join()
        for one, other in self.supposed:
            self._same(one, other)


def fill(vault: Vault, pairs: Sequence[OpenPair]) -> None:
    """Make *pairs* the open pairs of the vault."""
    with vault.connection() as raw:
        raw.execute("DELETE FROM person_pair")
        raw.executemany("INSERT INTO person_pair VALUES (?, ?, 10, ?)", pairs)


@st.composite
def doubtful(draw: st.DrawFn) -> tuple[World, list[OpenPair], set[frozenset[str]]]:
    """A world, its open pairs, and the pairs of whom somebody said *different*."""
    world = draw(worlds())
    group = Supposing(world, *YEAR, "").group
    here = sorted(one.id for one in world.people if not one.voided)
    decided = {(one.person_a, one.person_b) for one in world.decisions}
    apart = [pair for pair in combinations(here, 2) if group[pair[0]] != group[pair[1]]]
    refused = draw(st.lists(st.sampled_from([*apart, None]), max_size=2)) if apart else []
    kept = sorted({pair for pair in refused if pair is not None and pair not in decided})
    for number, (one, other) in enumerate(kept):
        world.decisions.append(
            PersonDecision(
                id=record_id(3, 90 + number), person_a=one, person_b=other, verdict="different",
                decided_at="2025-01-05T10:00:00Z", decided_by="lucia",
            )
        )  # fmt: skip
    open_ones = [pair for pair in combinations(here, 2) if pair not in kept]
    pairs = draw(st.lists(st.sampled_from(open_ones), max_size=5, unique=True)) if open_ones else []
    sure = st.sampled_from((0.0, 0.1, 0.25, 0.5, 0.75, 0.9, 1.0))
    return world, [(*pair, draw(sure)) for pair in sorted(pairs)], {frozenset(pair) for pair in kept}


def outcomes(
    pairs: Sequence[OpenPair], group: dict[str, str], refused: set[frozenset[str]]
) -> Iterator[list[tuple[str, str]]]:
    """Every way to call each pair the same or different that contradicts neither itself nor what was decided."""
    for said in product((True, False), repeat=len(pairs)):
        same = [pair[:2] for pair, is_same in zip(pairs, said, strict=True) if is_same]
        of = dict(group)
        for one, other in same:
            of = {record: of[one] if now == of[other] else now for record, now in of.items()}
        different = [pair[:2] for pair, is_same in zip(pairs, said, strict=True) if not is_same]
        if all(of[a] != of[b] or group[a] == group[b] for a, b in different) and not any(
            of[min(pair)] == of[max(pair)] for pair in refused
        ):
            yield same


def forest(
    pairs: Sequence[OpenPair], group: dict[str, str], refused: set[frozenset[str]]
) -> Iterator[OpenPair]:
    """The likeliest pairs that join all that can be joined."""
    of = dict(group)
    ranked = sorted(
        ((min(group[a], group[b]), max(group[a], group[b]), p, a, b) for a, b, p in pairs),
        key=lambda one: (-one[2], one[0], one[1]),
    )
    for _a, _b, p, one, other in ranked:
        joined = {record: of[one] if now == of[other] else now for record, now in of.items()}
        if of[one] != of[other] and not any(joined[min(pair)] == joined[max(pair)] for pair in refused):
            of = joined
            yield one, other, p


def numbers(told: Any, name: str) -> dict[str, int]:
    """Every number of people in a figure."""
    value = told[name]
    if isinstance(value, dict) and "share" in value:
        return {"n": value["n"], "N": value["N"]}
    return value if isinstance(value, dict) else {"": value or 0}


def printed(figure: Figure) -> dict[str, tuple[int, Interval | None]]:
    """The same of what was computed, with the interval where there is one."""
    match figure:
        case Share():
            return {"n": (figure.number, figure.interval), "N": (figure.out_of, figure.interval_of)}
        case Categories():
            codes = {**figure.numbers, **figure.intervals}
            return {code: (figure.numbers.get(code, 0), figure.intervals.get(code)) for code in codes}
        case Count():
            return {"": (figure.number, figure.interval)}
        case Amount():
            return {"": (figure.value or 0, figure.interval)}
    raise AssertionError(figure)


@settings(max_examples=30)
@given(drawn=doubtful(), period=PERIODS, house=st.sampled_from(("", *HOUSES)))
def test_every_outcome(
    vault: Vault,
    drawn: tuple[World, list[OpenPair], set[frozenset[str]]],
    period: tuple[date, date],
    house: str,
) -> None:
    world, pairs, refused = drawn
    with holding(vault, world):
        fill(vault, pairs)
        report = service.compute(vault, *period, house=house)
    found = report.figures
    if any(map(wording.is_unsure, found.values())):
        assert report.weights.partition("+")[0] == str(WEIGHTS_VERSION)
    plain = Supposing(world, *period, house)
    all_outcomes = [
        Supposing(world, *period, house, same).every() for same in outcomes(pairs, plain.group, refused)
    ]
    strongest = list(forest(pairs, plain.group, refused))
    drawn_outcomes = []
    for said in product((True, False), repeat=len(strongest)):
        same = [pair[:2] for pair, is_same in zip(strongest, said, strict=True) if is_same]
        weight = 1.0
        for (*_pair, p), is_same in zip(strongest, said, strict=True):
            weight *= p if is_same else 1 - p
        drawn_outcomes.append((weight, Supposing(world, *period, house, same).every()))
    for declared in OF_PEOPLE:
        if declared.kind is Kind.HIGHEST:
            assert len({one[declared.id] for one in all_outcomes}) == 1
            continue
        of_now = numbers(plain.every(), declared.id)
        for code, (value, interval) in printed(found[declared.id]).items():
            seen = [numbers(one, declared.id).get(code, 0) for one in all_outcomes]
            assert value == of_now.get(code, 0), (declared.id, code)
            low, high = (interval.low, interval.high) if interval else (value, value)
            assert (low, high) == (min(seen), max(seen)), (declared.id, code)
            expected = sum(weight * numbers(one, declared.id).get(code, 0) for weight, one in drawn_outcomes)
            if interval is not None:
                assert interval.thousandths == pytest.approx(1000 * expected, abs=1)
                assert 0 < interval.pairs <= len(pairs)
        figure = found[declared.id]
        if isinstance(figure, Share) and figure.percent is not None:
            shares = {one[declared.id]["share"] for one in all_outcomes} - {None}
            low, high = figure.percents or (figure.percent, figure.percent)
            assert all(low <= one <= high for one in shares), declared.id


def test_of_many_tied_together_the_likeliest_steps_stand_for_all() -> None:
    """Eight in a chain, and the ends were called different: somewhere the chain breaks, where it is weakest."""
    names = [f"c{number}" for number in range(8)]
    chances = (0.9, 0.8, 0.7, 0.1, 0.75, 0.85, 0.95)
    pairs = [(*pair, chance) for pair, chance in zip(pairwise(names), chances, strict=True)]
    (tied,) = components(pairs, dict.fromkeys(names, 1), {frozenset(("c0", "c7"))}, 12)
    assert (tied.pairs, len(tied.outcomes)) == (7, 7)
    everybody = dict.fromkeys(tied.groups(), 1)
    assert tied.settle(everybody) == (8, 2, 8, pytest.approx(8 - sum(chances) + 0.1))
    # Nobody can be of more records than a cluster holds.
    (tied,) = components(pairs, dict.fromkeys(names, 3), (), 12)
    assert tied.settle(dict.fromkeys(tied.groups(), 1))[1] == 2


def test_visits_that_stayed_on_a_voided_card_are_of_nobody(vault: Vault) -> None:
    same = PersonDecision(
        person_a="person-1",
        person_b="person-2",
        verdict="same",
        decided_at="2025-01-05T10:00:00Z",
        decided_by="lucia",
    )
    world = World(
        people=[woman(1), woman(2, voided=True), woman(3)],
        decisions=[same],
        accesses=[seen(person=n) for n in (1, 2, 3)],
    )
    with holding(vault, world):
        fill(vault, [("person-1", "person-3", 0.5)])
        people = service.compute(vault, *YEAR, only=["a1.people"]).figures["a1.people"]
    assert people == Count(2, interval=Interval(1, 2, 1500, 1))


def test_where_no_pair_is_open_nothing_is_told(vault: Vault) -> None:
    report = service.compute(vault, *YEAR)
    assert "intervals" not in service.document(report)
    assert not any(map(wording.is_unsure, report.figures.values()))


def test_how_a_number_with_an_interval_reads() -> None:
    people, women = INDICATORS["a1.people"], INDICATORS["a1.women"]
    some = Count(3518, interval=Interval(3470, 3545, 3509400, 45))
    share = Share(6, 10, 0, False, Interval(4, 6, 5000, 2), None, Interval(8, 10, 9000, 2))
    english = Tongue("en")
    assert wording.value(people, some) == "3.518 (3.470–3.545)"
    assert Tongue().value(people, some) == "3.518 (3.470–3.545)"
    assert english.value(people, some) == "3,518 (3,470–3,545)"
    assert Tongue().unsure(people, some) == "stima 3.509 · coppie da rivedere: 45"
    assert wording.value(women, share) == "60 % (50–60 %)"
    assert Tongue().out_of(share) == "6 (4–6) su 10 (8–10)"
    assert wording.value(people, Count(3518)) == "3.518"


def test_paper_and_workbook_say_by_which_weights_where_a_number_is_unsure() -> None:
    unsure: dict[str, Figure] = {"a1.people": Count(10, interval=Interval(8, 10, 9250, 3))}
    said = "Le schede sono confrontate con i pesi della versione 2; decisioni da cui hanno imparato: 17."
    for figures, times in ((unsure, 1), ({"a1.people": Count(10)}, 0)):
        year = Year(Report(Period(*YEAR), "", 36, figures, {}, {}, weights="2+17"), [], [], Tongue())
        assert [part.words for part in told(year).parts if isinstance(part, Text)].count(said) == times
        (sheet, *_others) = load_workbook(BytesIO(report_workbook(year))).worksheets
        assert [cell.value for (cell,) in sheet.iter_rows(max_col=1)].count(said) == times
    english = replace(year, report=replace(year.report, figures=unsure), tongue=Tongue("en"))
    assert weighed(english).startswith("The cards are compared with the weights of version 2;")


def test_a_file_holds_the_intervals_and_a_kept_copy_gives_them_back() -> None:
    figures: dict[str, Figure] = {
        "a1.accesses": Count(40),
        "a1.people": Count(10, interval=Interval(8, 10, 9250, 3)),
        "a1.women": Share(6, 10, 0, False, Interval(4, 6, 5000, 2), None, Interval(8, 10, 9000, 2)),
        "a1.by_age": Categories({"18_24": 4, "25_30": 6}, intervals={"18_24": Interval(3, 4, 3500, 1)}),
    }
    report = Report(Period(*YEAR), "", 36, figures, {}, {}, weights="2+17")
    told = service.document(report)
    assert told["a1.people"] == 10
    assert told["intervals"] == {
        "a1.people": {"low": 8, "high": 10, "estimate": 9.25, "pairs": 3},
        "a1.women": {
            "n": {"low": 4, "high": 6, "estimate": 5.0, "pairs": 2},
            "N": {"low": 8, "high": 10, "estimate": 9.0, "pairs": 2},
            "share": {"low": 50, "high": 60},
        },
        "a1.by_age": {"18_24": {"low": 3, "high": 4, "estimate": 3.5, "pairs": 1}},
    }
    assert told["weights"] == "2+17"
    kept = stored.to_json(report)
    assert stored.from_json(kept).weights == "2+17"
    # As it is signed: whole numbers only.
    assert stored.from_json(json.loads(canonical.encode(kept))).figures == figures
    for figure in kept["figures"].values():
        for name in ("interval", "interval_no", "interval_of", "intervals"):
            figure.pop(name, None)
    assert stored.from_json(kept).figures["a1.people"] == Count(10)
