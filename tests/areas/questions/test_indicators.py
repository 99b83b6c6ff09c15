"""Each question is a figure: any small world counts as it does by hand, and opens as many rows as it counts."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from millegiorni_desk.areas.accesses import service as accesses
from millegiorni_desk.areas.accesses.records import Access
from millegiorni_desk.areas.monitoring import disclosure, service
from millegiorni_desk.areas.monitoring.yearly import chapters, workbook
from millegiorni_desk.areas.monitoring.yearly.parts import Heading
from millegiorni_desk.areas.monitoring.yearly.pdf import report_pdf
from millegiorni_desk.areas.monitoring.yearly.word import report_docx
from millegiorni_desk.areas.monitoring.yearly.year import gather
from millegiorni_desk.areas.people import pairs
from millegiorni_desk.areas.people.records import Person
from millegiorni_desk.areas.questions import answers
from millegiorni_desk.areas.questions import service as questions
from millegiorni_desk.network import wordlists
from millegiorni_desk.network.records import House
from millegiorni_desk.vault.opening import FirstUser, Place
from millegiorni_desk.vault.permissions import Role
from millegiorni_desk.vault.vault import Vault
from tests.new_vaults import new_vault

from .conftest import ask

YEAR = (date(2025, 1, 1), date(2025, 12, 31))
FIRST, LAST = date(2025, 3, 1), date(2025, 9, 30)
DAYS = [
    date(2024, 12, 31),
    date(2025, 2, 28),
    FIRST,
    date(2025, 6, 1),
    LAST,
    date(2025, 10, 1),
    date(2026, 1, 1),
]
WOMEN = ("w1", "w2", "w3", "w4")
JOINED = {"w1": "w1", "w2": "w1", "w3": "w3", "w4": "w4"}
ACCESS_CODES = ("arrivo", "servizi", "viaggio", "ritorno", "altro")
WORDS = ("piedi", "bus")


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Vault]:
    """Four women on two houses, two of them one; questions of every kind, asked from March to September."""
    marta = FirstUser("marta", "Marta", (Role.COORDINATOR,), "cinque parole a caso qui")
    with new_vault(tmp_path_factory.mktemp("figures") / "desk", Place("", 1), marta) as vault:
        with vault.save("furnish") as session:
            session.add_all([House(code="BAR", name="Barrito"), House(code="CEC", name="Cecchi")])
            for at, woman in enumerate(WOMEN):
                session.add(Person(id=woman, house=("BAR", "CEC")[at % 2], surname=woman, name="A"))
        pairs.decide(vault, "w1", "w2", "same")
        for about, kind, label in (
            ("access", "choice", "Arrivo"), ("access", "choices", "Servizi"), ("access", "number", "Viaggio"),
            ("access", "date", "Ritorno"), ("access", "text", "Altro"), ("person", "choice", "Zona"),
        ):  # fmt: skip
            ask(vault, about, kind, label, *(WORDS if kind in ("choice", "choices") else ()), since=FIRST)
            questions.retire(vault, label.lower(), LAST)
        yield vault


VALUES: dict[str, st.SearchStrategy[Any]] = {
    "arrivo": st.sampled_from([None, *WORDS]),
    "servizi": st.lists(st.sampled_from(WORDS), unique=True),
    "viaggio": st.none() | st.integers(-999_999, 999_999).map(lambda hundredths: hundredths / 100),
    "ritorno": st.none() | st.dates(date(2025, 1, 1), date(2026, 1, 1)),
    "altro": st.sampled_from(["", "poi"]),
}
VISIT = st.fixed_dictionaries(
    {"house": st.sampled_from(["BAR", "CEC"]), "day": st.sampled_from(DAYS), "who": st.sampled_from([None, *WOMEN]),
     "voided": st.booleans(), **VALUES}
)  # fmt: skip
ZONES = st.fixed_dictionaries({woman: st.sampled_from([None, *WORDS]) for woman in WOMEN})


@settings(max_examples=35)
@given(visits=st.lists(VISIT, max_size=8), zones=ZONES, house=st.sampled_from(["", "BAR"]))
def test_figures_equal_a_count_by_hand(
    world: Vault, visits: list[dict[str, Any]], zones: dict[str, str | None], house: str
) -> None:
    with _put_in(world, visits, zones):
        told = service.to_json(service.compute(world, *YEAR, house=house))
        ids = [name for name in told if name.startswith("q.")]
        assert {name: told[name] for name in ids} == _by_hand(visits, zones, house)
        for name in ids:
            _opens_its_rows(world, name, told[name], house)


@contextmanager
def _put_in(vault: Vault, visits: list[dict[str, Any]], zones: dict[str, str | None]) -> Iterator[None]:
    """The visits and answers, for as long as the block runs."""
    with suppress(_Undone), vault.save("visits"):
        for woman, zone in zones.items():
            if zone:
                _answer(vault, "person", woman, {"zona": zone})
        for at, one in enumerate(visits):
            told = {"house": one["house"], "on_date": one["day"], "person_id": one["who"]}
            accesses.add(vault, Access(id=f"a{at}", **told))
            _answer(vault, "access", f"a{at}", {code: one[code] for code in ACCESS_CODES})
            if one["voided"]:
                accesses.void(vault, f"a{at}")
        yield
        raise _Undone


class _Undone(Exception):
    """Ends the save without keeping it."""


def _answer(vault: Vault, table: str, record: str, given: dict[str, Any]) -> None:
    """Answers of any day: one may have been given before its question was retired for that day."""
    with vault.connection() as raw:
        held = raw.execute("SELECT id, active_from, active_to FROM question").fetchall()
        raw.execute("UPDATE question SET active_from = NULL, active_to = NULL")
    answers.save(vault, table, record, given)
    with vault.connection() as raw:
        raw.executemany("UPDATE question SET active_from = ?2, active_to = ?3 WHERE id = ?1", held)


def _by_hand(visits: list[dict[str, Any]], zones: dict[str, str | None], house: str) -> dict[str, Any]:
    counted = [
        one
        for one in visits
        if not one["voided"] and YEAR[0] <= one["day"] <= YEAR[1] and house in ("", one["house"])
    ]
    figures: dict[str, Any] = {}
    for code in ACCESS_CODES:
        asked = [one for one in counted if FIRST <= one["day"] <= LAST or one[code] not in (None, "", [])]
        known = [one[code] for one in asked if one[code] not in (None, "", [])]
        unknown = {"unknown": len(asked) - len(known)} if len(asked) > len(known) else {}
        if code == "arrivo":
            figures["q.arrivo"] = {word: known.count(word) for word in WORDS} | unknown
        elif code == "servizi":
            each = Counter(word for words in known for word in words)
            figures["q.servizi"] = {word: each[word] for word in WORDS} | unknown
        elif code == "viaggio":
            hundredths = [round(one * 100) for one in known]
            figures["q.viaggio"] = sum(hundredths) / 100
            mean = (2 * sum(hundredths) + len(known)) // (2 * len(known)) if known else None
            if mean is not None and sum(hundredths) < 0:
                mean = -((-2 * sum(hundredths) + len(known)) // (2 * len(known)))
            figures["q.viaggio.mean"] = None if mean is None else mean / 100
        else:
            figures[f"q.{code}"] = len(known)
    figures["q.zona"] = _zones(counted, zones)
    return figures


def _zones(counted: list[dict[str, Any]], zones: dict[str, str | None]) -> dict[str, int]:
    """Each woman seen once, with what the first of her cards says."""
    told: dict[str, str] = {}
    for woman in WOMEN:
        if zones[woman]:
            told.setdefault(JOINED[woman], str(zones[woman]))
    seen: dict[str, bool] = {}
    for one in counted:
        if one["who"]:
            who = JOINED[one["who"]]
            seen[who] = seen.get(who, False) or FIRST <= one["day"] <= LAST or who in told
    asked = [told.get(who, "unknown") for who, when in seen.items() if when]
    found = {word: asked.count(word) for word in WORDS}
    return found | ({"unknown": asked.count("unknown")} if "unknown" in asked else {})


def _opens_its_rows(vault: Vault, name: str, told: Any, house: str) -> None:
    if isinstance(told, dict):
        for code, number in told.items():
            assert len(service.rows(vault, name, YEAR, code, house=house)) == number, (name, code)
    elif name in ("q.ritorno", "q.altro"):
        assert len(service.rows(vault, name, YEAR, house=house)) == told


def test_papers_tell_of_the_questions(world: Vault) -> None:
    visits = [
        {"house": "BAR", "day": FIRST, "who": None, "voided": False, "arrivo": word, "servizi": list(WORDS),
         "viaggio": 10.5, "ritorno": None, "altro": ""}
        for word in ("piedi",) * 7 + ("bus",) * 2
    ]  # fmt: skip
    with _put_in(world, visits, dict.fromkeys(WOMEN)):
        report = service.compute(world, *YEAR)
        public = disclosure.publishable(report)
        assert service.to_json(public)["q.arrivo"] == {"piedi": None, "bus": None}
        assert service.to_json(public)["q.viaggio"] == 94.5
        for one in (report, public):
            year = gather(world, one)
            assert report_pdf(year) and report_docx(year) and workbook.report_workbook(year)
            titles = [part.words for part in chapters.told(year).parts if isinstance(part, Heading)]
            assert "Domande della rete" in titles
        assert workbook.workbook_with_rows(world, gather(world, report))
    assert [line.label for line in _lines(report, "q.arrivo")] == ["piedi", "bus"]


def _lines(report: Any, name: str) -> Any:
    from millegiorni_desk.areas.monitoring import wording

    return wording.lines(report, report.declared[name])


def test_fewer_than_five_answers_are_not_published(world: Vault) -> None:
    one = {"house": "BAR", "day": FIRST, "who": None, "voided": False, "arrivo": None, "servizi": ["bus"],
           "viaggio": 10.5, "ritorno": FIRST, "altro": ""}  # fmt: skip
    with _put_in(world, [one] * 4, dict.fromkeys(WOMEN)):
        told = service.to_json(disclosure.publishable(service.compute(world, *YEAR)))
    assert [told[name] for name in ("q.viaggio", "q.viaggio.mean", "q.ritorno")] == [None, None, None]
    assert told["q.servizi"]["bus"] is None


def test_a_code_that_no_desk_would_make_is_no_figure(world: Vault) -> None:
    with pytest.raises(RuntimeError), world.save("sync"), world.connection() as raw:
        raw.execute("UPDATE question SET code = 'x'' OR 1' WHERE code = 'altro'")
        assert "q.altro" not in service.compute(world, *YEAR).figures
        raise RuntimeError


def test_a_word_called_otherwise_is_so_in_the_report(world: Vault) -> None:
    with pytest.raises(RuntimeError), world.save("words"):
        wordlists.relabel(world, questions.vocabulary("arrivo"), "piedi", "Camminando")
        report = service.compute(world, *YEAR, only=["q.arrivo"])
        assert report.labels["question.arrivo"]["piedi"] == "Camminando"
        raise RuntimeError
