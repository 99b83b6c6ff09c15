"""Rounding, unknown answers, the edges of a period, leap-day births, voided rows, several records of one woman."""

from datetime import date
from typing import Any

import pytest

from millegiorni_desk.areas.accesses.records import Access
from millegiorni_desk.areas.doti.records import Dote, LedgerEntry
from millegiorni_desk.areas.monitoring import service
from millegiorni_desk.areas.monitoring.figures import Amount, Categories, Count, Measure, Measured, Share
from millegiorni_desk.areas.pathways.records import Pathway, Wellbeing
from millegiorni_desk.areas.people.records import Child, Person, PersonDecision
from millegiorni_desk.errors import InvalidValue, NotAllowed, NotFound
from millegiorni_desk.network.records import House, Term
from millegiorni_desk.vault.permissions import Role
from millegiorni_desk.vault.vault import Vault

from .worlds import World, holding

START, END = date(2025, 1, 1), date(2025, 12, 31)
DAY = date(2025, 6, 15)


def day(text: str) -> date:
    return date.fromisoformat(text)


def woman(number: int = 1, **facts: Any) -> Person:
    return Person(**{"id": f"person-{number}", "house": "BAR", "gender": "F"} | facts)


def seen(on: date = DAY, person: int | None = 1, **facts: Any) -> Access:
    given = {"house": "BAR", "on_date": on, "person_id": None if person is None else f"person-{person}"}
    return Access(**given | facts)


def born(birth: str, precision: str = "day", **facts: Any) -> Child:
    given = {"house": "BAR", "person_id": "person-1", "birth_date": day(birth), "birth_precision": precision}
    return Child(**given | facts)


def figure(vault: Vault, name: str, world: World, **asked: Any) -> Any:
    with holding(vault, world):
        return service.compute(vault, START, END, **asked).figures[name]


# --- rounding ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "out_of", "percent"), [(1, 200, 1), (1, 201, 0), (5, 200, 3), (62, 78, 79), (2_392, 3_518, 68)]
)
def test_shares_are_rounded_half_up(number: int, out_of: int, percent: int) -> None:
    assert Share(number, out_of).percent == percent


def test_a_share_of_nobody_is_no_share(vault: Vault) -> None:
    share = figure(vault, "a1.women", World())
    assert share == Share(0, 0, 0)
    assert share.percent is None


def test_the_mean_dote_is_rounded_half_up_to_the_cent(vault: Vault) -> None:
    world = World(doti=[], entries=[])
    for number, cents in enumerate((100, 101)):
        grant(world, number, cents)
    assert figure(vault, "a2.doti_mean", world) == Amount(101, 2)


# --- unknown -----------------------------------------------------------------------------------------


def test_an_unknown_gender_is_in_neither_number(vault: Vault) -> None:
    people = [woman(1), woman(2, gender="M"), woman(3, gender="")]
    world = World(people=people, accesses=[seen(person=number) for number in (1, 2, 3)])
    assert figure(vault, "a1.women", world) == Share(1, 2, 1)


def test_her_last_known_answer_holds_though_she_later_did_not_say(vault: Vault) -> None:
    answers = [("2025-02-01", "yes"), ("2025-03-01", "no"), ("2025-04-01", "unknown")]
    world = World(people=[woman()], accesses=[seen(day(on), in_care=said) for on, said in answers])
    assert figure(vault, "a1.not_in_care", world) == Share(1, 1, 0)


def test_an_answer_of_another_period_is_not_known(vault: Vault) -> None:
    world = World(people=[woman()], accesses=[seen(day("2024-12-31"), adi="no"), seen(adi="unknown")])
    assert figure(vault, "a1.no_adi", world) == Share(0, 0, 1)


@pytest.mark.parametrize("said", ["applied", "refused"])
def test_who_applied_or_was_refused_does_not_receive(vault: Vault, said: str) -> None:
    world = World(people=[woman()], accesses=[seen(adi=said)])
    assert figure(vault, "a1.no_adi", world) == Share(1, 1, 0)


def test_of_two_answers_on_a_day_the_later_hour_holds(vault: Vault) -> None:
    accesses = [seen(at_time="10:00", in_care="yes", id="b"), seen(at_time="09:59", in_care="no", id="c")]
    world = World(people=[woman()], accesses=[*accesses, seen(in_care="no", id="d")])
    assert figure(vault, "a1.not_in_care", world) == Share(0, 1, 0)


# --- periods -----------------------------------------------------------------------------------------


def test_both_ends_of_the_period_are_in(vault: Vault) -> None:
    days = ("2024-12-31", "2025-01-01", "2025-12-31", "2026-01-01")
    world = World(accesses=[seen(day(on), person=None) for on in days])
    assert figure(vault, "a1.accesses", world) == Count(2)


def test_months_without_accesses_are_shown(vault: Vault) -> None:
    months = figure(vault, "a1.by_month", World(accesses=[seen(day("2025-02-28"))]))
    assert len(months.numbers) == 12
    assert (months.numbers["2025-01"], months.numbers["2025-02"]) == (0, 1)


@pytest.mark.parametrize(
    ("opened", "closed", "active"),
    [
        ("2024-05-01", None, 1),
        ("2024-05-01", "2024-12-31", 0),
        ("2024-05-01", "2025-01-01", 1),
        ("2025-12-31", None, 1),
        ("2026-01-01", None, 0),
    ],
)
def test_a_pathway_is_active_from_opening_to_closing(
    vault: Vault, opened: str, closed: str | None, active: int
) -> None:
    pathway = Pathway(
        house="BAR", person_id="person-1", opened_on=day(opened), closed_on=day(closed) if closed else None
    )
    assert figure(vault, "a2.pathways_active", World(pathways=[pathway])) == Count(active)


def test_a_period_that_ends_before_it_starts_is_refused(vault: Vault) -> None:
    with pytest.raises(InvalidValue, match="finisce prima"):
        service.compute(vault, END, START)


# --- small children ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("birth", "on", "small"),
    [
        ("2022-06-15", "2025-06-14", "yes"),
        ("2022-06-15", "2025-06-15", "no"),
        ("2025-06-15", "2025-06-15", "yes"),
        ("2025-06-16", "2025-06-15", "no"),
        ("2024-02-29", "2025-02-28", "yes"),
        ("2022-02-28", "2025-02-28", "no"),
        ("2022-03-01", "2025-02-28", "yes"),
    ],
)
def test_small_is_under_36_completed_months(vault: Vault, birth: str, on: str, small: str) -> None:
    world = World(people=[woman()], children=[born(birth)], accesses=[seen(day(on))])
    assert figure(vault, "a1.women_0_3", world) == Share(int(small == "yes"), 1)


@pytest.mark.parametrize(("on", "small"), [("2023-02-28", 1), ("2023-03-01", 0)])
def test_a_leap_day_child_turns_three_on_the_first_of_march(vault: Vault, on: str, small: int) -> None:
    world = World(people=[woman()], children=[born("2020-02-29")], accesses=[seen(day(on))])
    with holding(vault, world):
        report = service.compute(vault, date(2023, 1, 1), date(2023, 12, 31))
    assert report.figures["a1.women_0_3"] == Share(small, 1)


@pytest.mark.parametrize(("on", "small"), [("2025-02-28", 1), ("2025-03-01", 0)])
def test_eighteen_months_from_the_31st_end_with_the_short_month(vault: Vault, on: str, small: int) -> None:
    world = World(people=[woman()], children=[born("2023-08-31")], accesses=[seen(day(on))])
    assert figure(vault, "a1.women_0_3", world, child_months=18) == Share(small, 1)


@pytest.mark.parametrize(
    ("year", "share"),
    [("2023", Share(1, 1, 0)), ("2022", Share(0, 0, 1)), ("2021", Share(0, 1, 0)), ("2025", Share(0, 0, 1))],
)
def test_a_birth_year_alone_may_leave_it_open(vault: Vault, year: str, share: Share) -> None:
    world = World(people=[woman()], children=[born(f"{year}-01-01", "year")], accesses=[seen()])
    assert figure(vault, "a1.women_0_3", world) == share


def test_a_child_without_birth_date_leaves_it_open(vault: Vault) -> None:
    child = Child(house="BAR", person_id="person-1")
    assert figure(
        vault, "a1.women_0_3", World(people=[woman()], children=[child], accesses=[seen()])
    ) == Share(0, 0, 1)
    sure = World(people=[woman()], children=[child, born("2024-06-01")], accesses=[seen()])
    assert figure(vault, "a1.women_0_3", sure) == Share(1, 1, 0)


def test_one_access_in_time_is_enough(vault: Vault) -> None:
    accesses = [seen(day("2025-06-14")), seen(day("2025-11-01"))]
    world = World(people=[woman()], children=[born("2022-06-15")], accesses=accesses)
    assert figure(vault, "a1.women_0_3", world) == Share(1, 1)


def test_pregnant_women_are_counted_apart(vault: Vault) -> None:
    accesses = [
        seen(person=1, pregnant="yes"),
        seen(person=2, due_date=DAY),
        seen(person=3, due_date=date(2025, 6, 14)),
        seen(person=4, pregnant="no", due_date=date(2025, 7, 1)),
    ]
    world = World(people=[woman(number) for number in (1, 2, 3, 4)], accesses=accesses)
    assert figure(vault, "a1.pregnant", world) == Count(2)
    assert figure(vault, "a1.women_0_3", world) == Share(0, 4)


# --- ages --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("on", "band"), [("2025-02-28", "25_30"), ("2025-03-01", "31_40")])
def test_a_leap_day_woman_has_her_birthday_on_the_first_of_march(vault: Vault, on: str, band: str) -> None:
    world = World(people=[woman(birth_date=date(1994, 3, 1))], accesses=[seen(day(on))])
    assert figure(vault, "a1.by_age", world).numbers[band] == 1
    leap = World(people=[woman(birth_date=date(1984, 2, 29))], accesses=[seen(day(on))])
    assert figure(vault, "a1.by_age", leap).numbers["31_40" if on == "2025-02-28" else "41_50"] == 1


# --- one woman, several records ----------------------------------------------------------------------


def test_a_woman_of_two_houses_counts_once_and_with_what_either_knows(vault: Vault) -> None:
    people = [woman(1, gender=""), woman(2, house="CEC", citizenship="MA")]
    accesses = [seen(person=1), seen(person=2, house="CEC")]
    same = PersonDecision(
        person_a="person-1",
        person_b="person-2",
        verdict="same",
        decided_at="2025-01-01T00:00:00Z",
        decided_by="x",
    )
    houses = [House(code="BAR", name="Barrito"), House(code="CEC", name="Cecchi Point")]
    apart = World(houses=houses, people=people, accesses=accesses)
    assert figure(vault, "a1.people", apart) == Count(2)
    joined = World(houses=houses, people=people, accesses=accesses, decisions=[same])
    assert figure(vault, "a1.people", joined) == Count(1)
    assert figure(vault, "a1.women", joined) == Share(1, 1)
    assert figure(vault, "a1.by_citizenship", joined) == Categories({"MA": 1})
    with holding(vault, joined):
        matrix = service.month_by_house(vault, START, END, "a1.people")
    assert [matrix.by_house[house] for house in ("BAR", "CEC")] == [Count(1), Count(1)]
    assert matrix.by_month["2025-06"] == matrix.total == Count(1)


def test_voided_rows_never_count(vault: Vault) -> None:
    world = World(
        people=[woman(1, voided=True), woman(2)],
        children=[born("2024-06-01", person_id="person-2", voided=True)],
        accesses=[seen(person=1), seen(person=2), seen(person=2, voided=True)],
        pathways=[Pathway(house="BAR", person_id="person-2", opened_on=DAY, voided=True)],
    )
    with holding(vault, world):
        told = service.to_json(service.compute(vault, START, END))
    assert (told["a1.accesses"], told["a1.people"], told["a2.pathways"]) == (2, 1, 0)
    assert told["a1.women_0_3"] == {"n": 0, "N": 1, "share": 0, "unknown": 0}


# --- doti --------------------------------------------------------------------------------------------


def grant(world: World, number: int, cents: int, *moves: tuple[str, int], on: date = DAY) -> None:
    dote = Dote(
        id=f"dote-{number}", house="BAR", body="BAR", person_id="person-1", line_id="line", expense="rent",
        amount_cents=cents, committed_on=on,
    )  # fmt: skip
    world.doti.append(dote)
    for kind, amount in (("commit", cents), *moves):
        entry = LedgerEntry(
            house="BAR", line_id="line", dote_id=dote.id, kind=kind, from_account="a", to_account="b",
            amount_cents=amount, on_date=on,
        )  # fmt: skip
        world.entries.append(entry)


def test_doti_keep_their_states_apart(vault: Vault) -> None:
    world = World()
    grant(world, 1, 10_000)
    grant(world, 2, 10_000, ("pay", 10_000))
    grant(world, 3, 10_000, ("pay", 4_000))
    grant(world, 4, 10_000, ("pay", 4_000), ("cancel", 6_000))
    grant(world, 5, 10_000, ("cancel", 10_000))
    grant(world, 6, 10_000, ("pay", 10_000), ("return", 10_000))
    grant(world, 7, 10_000, on=date(2026, 1, 1))
    with holding(vault, world):
        told = service.to_json(service.compute(vault, START, END))
        opened = service.rows(vault, "a2.doti", (START, END))
    assert told["a2.doti"] == len(opened) == 5
    assert told["a2.doti_committed"] == 440.0
    assert told["a2.doti_paid"] == 180.0
    assert told["a2.doti_mean"] == 88.0
    assert told["a2.doti_by_state"] == {
        "planned": 0, "committed": 1, "partly_paid": 1, "paid": 2, "returned": 1, "cancelled": 1,
    }  # fmt: skip
    assert told["a2.by_expense"] == {"rent": {"doti": 5, "euros": 440.0}}
    assert opened[0].facts == {"expense": "rent", "committed_cents": 10_000, "paid_cents": 0}


def test_wellbeing_compares_the_first_and_the_last_of_the_same_rater(vault: Vault) -> None:
    scores = [("2025-02-01", 3, "woman"), ("2025-05-01", 9, "woman"), ("2025-08-01", 6, "woman")]
    alone = [("2025-01-15", 1, "case_manager"), ("2024-12-31", 0, "woman"), ("2026-01-01", 10, "woman")]
    rated = [
        Wellbeing(house="BAR", pathway_id="w", dimension="home", on_date=day(on), score=score, rated_by=who)
        for on, score, who in scores + alone
    ]
    assert figure(vault, "a2.wellbeing", World(wellbeing=rated)) == Measured({"home": Measure(1, 1, 3, 6)})


# --- asking ------------------------------------------------------------------------------------------


def test_a_word_added_to_a_vocabulary_is_shown_and_counted(vault: Vault) -> None:
    world = World(accesses=[seen(person=None, needs=["cot", "income"])])
    with holding(vault, world):
        with vault.save("term.add") as session:
            session.add(Term(vocabulary="need", code="cot", label="Lettino"))
        report = service.compute(vault, START, END)
    assert report.labels["need"]["cot"] == "Lettino"
    numbers = report.figures["a1.by_need"].numbers  # type: ignore[union-attr]
    assert (numbers["cot"], numbers["income"], numbers["work"]) == (1, 1, 0)


def test_a_report_needs_leave(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vault, "roles", [Role.OPERATOR])
    for ask in (
        lambda: service.compute(vault, START, END),
        lambda: service.rows(vault, "a1.people", (START, END)),
        lambda: service.month_by_house(vault, START, END, "a1.people"),
    ):
        with pytest.raises(NotAllowed):
            ask()


def test_what_has_no_map_says_so(vault: Vault) -> None:
    for name in ("a1.by_need", "a1.houses", "a2.pathways_active"):
        with pytest.raises(InvalidValue, match="mappa"):
            service.month_by_house(vault, START, END, name)


def test_unknown_names_are_refused(vault: Vault) -> None:
    with pytest.raises(InvalidValue, match=r"a9\.nothing"):
        service.rows(vault, "a9.nothing", (START, END))
    with pytest.raises(NotFound):
        service.compute(vault, START, END, house="XXX")
    with pytest.raises(InvalidValue, match="mesi"):
        service.compute(vault, START, END, child_months=0)


def test_a_report_leaves_nothing_behind(vault: Vault) -> None:
    service.compute(vault, START, END)
    assert vault.query("SELECT name FROM temp.sqlite_master") == []


# --- codes that no desk writes -----------------------------------------------------------------------


@pytest.mark.parametrize("code", ["direct\x1fCEC", "\x1f", "phone\x1f"])
def test_a_code_with_the_separator_in_it_is_counted_as_it_is(vault: Vault, code: str) -> None:
    """A bundle may bring it; it must not be counted under another figure."""
    people = [woman(1, citizenship="NGA"), woman(2, citizenship=code)]
    accesses = [seen(person=1, channel="direct"), seen(person=2, channel=code, house="BAR")]
    with holding(vault, World(people=people, accesses=accesses)):
        report = service.compute(vault, START, END)
        (of_people,) = service.maps(vault, report, ["a1.people"])
    told = {
        name: {said: number for said, number in report.figures[f"a1.by_{name}"].numbers.items() if number}
        for name in ("channel", "house", "citizenship")
    }
    assert told == {
        "channel": {"direct": 1, code: 1},
        "house": {"BAR": 2},
        "citizenship": {"NGA": 1, code: 1},
    }
    assert of_people.total.number == 2
