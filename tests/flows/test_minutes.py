"""Minutes: they balance, they are signed and kept, a planted loss makes them fail, a closed month is opened again."""

import json
from collections.abc import Callable
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from millegiorni_desk.areas.accesses import service as accesses
from millegiorni_desk.areas.accesses.records import Access
from millegiorni_desk.areas.coordination import supervision
from millegiorni_desk.areas.coordination.records import SupervisionNote
from millegiorni_desk.areas.doti import service as doti
from millegiorni_desk.areas.doti.checks import NewDote
from millegiorni_desk.areas.people import pairs
from millegiorni_desk.areas.people import service as people
from millegiorni_desk.areas.people.records import Person
from millegiorni_desk.errors import InvalidValue, NotAllowed, UserError
from millegiorni_desk.flows import devices, erasing, month_end, syncing
from millegiorni_desk.flows.closing import books, copies, minutes, paper, words, workbook
from millegiorni_desk.flows.closing.minutes import MonthClosed
from millegiorni_desk.vault.vault import Vault
from millegiorni_sync import roster
from tests.flows.conftest import Network
from tests.paper.test_document import text_of

Make = Callable[..., Network]
DAY = date(2025, 11, 12)


def come(vault: Vault, surname: str, **facts: Any) -> Person:
    person = people.add(vault, Person(house=vault.house, surname=surname, name="Fatima", gender="F", **facts))
    accesses.add(vault, Access(house=vault.house, on_date=DAY, person_id=person.id))
    return person


def grant(made: Network, code: str, person: Person, cents: int) -> None:
    asked = NewDote(
        person_id=person.id, line_id=made.line.id, expense="utilities", amount_cents=cents, committed_on=DAY
    )
    doti.grant(made.houses[code], asked)


@pytest.fixture
def closed(make_network: Make) -> tuple[Network, str]:
    """Two houses; November was closed after Barrito recorded one woman with a dote of 151,65 €."""
    made = make_network("BAR", "SAL")
    grant(made, "BAR", come(made.houses["BAR"], "El Idrissi"), 15165)
    made.round()
    return made, minutes.close(made.coordinator, "2025-11").id


def house(content: dict[str, Any], code: str) -> books.HouseBooks:
    return next(books.from_json(one) for one in content["houses"] if one["house"] == code)


def behind(vault: Vault, *statements: str) -> None:
    """Change a vault as no program of ours does: without its triggers."""
    with vault.connection() as raw:
        names = [row[0] for row in raw.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'")]
        raw.execute("BEGIN")
        for name in names:
            raw.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            raw.execute(statement)
        raw.execute("COMMIT")


def test_before_and_what_arrived_is_what_there_is_in_counts_and_cents(closed: tuple[Network, str]) -> None:
    made, first = closed
    content = copies.content(made.coordinator, first)
    assert content["balances"]
    barrito = house(content, "BAR")
    assert (barrito.records["access"], barrito.records["person"]) == (
        books.Moved(0, 1, 1),
        books.Moved(0, 1, 1),
    )
    assert barrito.euros["committed"] == books.Cents(0, 15165, 0, 15165)
    assert barrito.euros["available"] == books.Cents(0, 100_000, 15165, 84_835)
    assert house(content, "SAL").records["access"] == books.Moved(0, 0, 0)
    grant(made, "SAL", come(made.houses["SAL"], "Osas"), 5000)
    made.round()
    second = copies.content(made.coordinator, minutes.close(made.coordinator, "2025-12").id)
    assert second["previous"] | {"made_at": ""} == {
        "month": "2025-11", "number": 1, "made_at": "", "digest": copies.record(made.coordinator, first).digest,
    }  # fmt: skip
    assert second["balances"]
    assert house(second, "BAR").records["access"] == books.Moved(1, 0, 1)
    assert house(second, "BAR").euros["committed"] == books.Cents(15165, 0, 0, 15165)
    assert house(second, "SAL").records["access"] == books.Moved(0, 1, 1)
    assert house(second, "SAL").euros["available"] == books.Cents(100_000, 0, 5000, 95_000)
    for one in map(books.from_json, second["houses"]):
        assert all(moved.before + moved.arrived == moved.after for moved in one.records.values())
        assert all(cents.before + cents.into - cents.out == cents.after for cents in one.euros.values())


def test_minutes_are_signed_and_agree_with_the_vault(closed: tuple[Network, str]) -> None:
    made, first = closed
    verdict = minutes.verify(made.coordinator, first)
    assert verdict.agrees
    assert (verdict.state, verdict.signer) == ("intact", "Coordinamento")
    come(made.houses["BAR"], "Rossi")
    made.round()
    # What arrives later is no disagreement.
    assert minutes.verify(made.coordinator, first).agrees
    with made.coordinator.connection() as raw:
        raw.execute("UPDATE month_closing SET content = replace(content, '15165', '15166')")
    verdict = minutes.verify(made.coordinator, first)
    assert not verdict.agrees
    assert "stato cambiato" in minutes.words(verdict)


def test_what_the_coordination_notes_for_itself_stands_under_its_name(make_network: Make) -> None:
    made = make_network("BAR")
    note = SupervisionNote(house="", on_date=DAY, title="Confrontare i registri")
    supervision.add(made.coordinator, note)
    made.round()
    assert "Coordinamento" in {one.name for one in books.count(made.coordinator).houses}
    minutes.close(made.coordinator, "2025-11")


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("DELETE FROM sync_log WHERE tbl = 'access'", "Casa BAR: modifiche consegnate"),
        ("DELETE FROM access", "Casa BAR, Accesso: secondo il registro 1, nell'archivio 0."),
        ("UPDATE ledger_entry SET amount_cents = 100 WHERE amount_cents = 15165", "conto «da pagare»"),
        ("UPDATE sync_log SET user = 'altra' WHERE tbl = 'access'", "Il registro delle modifiche non è più"),
    ],
)
def test_a_planted_loss_makes_the_minutes_fail(
    closed: tuple[Network, str], statement: str, said: str
) -> None:
    made, first = closed
    behind(made.coordinator, statement)
    verdict = minutes.verify(made.coordinator, first)
    later = copies.content(made.coordinator, minutes.close(made.coordinator, "2025-12").id)
    if "sync_log SET" in statement:
        assert said in minutes.words(verdict)
        return
    assert not verdict.agrees
    assert not later["balances"]
    told = minutes.faults_of(made.coordinator, later)
    assert any(said in sentence for sentence in told), told


def test_what_was_withdrawn_balances_and_is_told(closed: tuple[Network, str]) -> None:
    """The house's device is taken out, and none of its bundles is accepted: as for who knows it last."""
    made, first = closed
    with made.coordinator.connection() as raw:
        known, identity = roster.load(raw), devices.identity(made.coordinator)
        assert known is not None and identity.root_seed is not None
        roster.store(raw, known.without(devices.identity(made.houses["BAR"]).ordinal, {}, identity.root_seed))
    syncing.synchronise(made.coordinator)
    assert people.count(made.coordinator) == 0
    assert minutes.verify(made.coordinator, first).agrees
    second = copies.content(made.coordinator, minutes.close(made.coordinator, "2025-12").id)
    assert second["balances"]
    barrito = house(second, "BAR")
    assert barrito.records["access"] == books.Moved(1, -1, 0)
    assert barrito.euros["committed"] == books.Cents(15165, 0, 15165, 0)
    assert barrito.withdrawn == -barrito.rows.arrived > 0
    assert "Ritirate" in dict(words.facts(second)) and "Ritirate" not in dict(
        words.facts(copies.content(made.coordinator, first))
    )
    with made.coordinator.connection() as raw:
        raw.execute("DELETE FROM sync_withdrawn WHERE tbl = 'ledger_entry'")
    assert not minutes.verify(made.coordinator, first).agrees


def test_every_discarded_value_and_every_decision_stands_in_the_minutes(make_network: Make) -> None:
    made = make_network("BAR")
    coordinator, barrito = made.coordinator, made.houses["BAR"]
    woman, other = come(barrito, "El Idrissi"), come(barrito, "Osas")
    made.round()
    for one in (woman, other):
        people.edit(barrito, one.id, phone="333 1")
        people.edit(coordinator, one.id, phone="320 2")
    made.round()
    (difference,) = [one for one in month_end.differences(coordinator) if one.conflict.rid == woman.id]
    month_end.decide(coordinator, difference, "333 1")
    content = copies.content(coordinator, minutes.close(coordinator, "2025-11").id)
    decided, left = sorted(content["discarded"], key=lambda row: row["decided_by"] == "")
    assert (decided["hers"]["first"], decided["hers"]["second"], decided["hers"]["holds"]) == (
        "333 1", "320 2", "333 1",
    )  # fmt: skip
    assert (decided["holds"], decided["decided_by"], decided["field"]) == ("first", "Marta", "Telefono")
    assert decided["first"]["source"] == "Casa BAR · Postazione 1 · Lucia"
    assert (left["holds"], left["decided_by"]) == ("second", "")
    assert content["open"]["differences"] == 1
    (decision,) = content["decisions"]
    assert (decision["choice"], decision["by"], decision["withdrawn"]) == ("earlier", "Marta", False)
    assert decision["hers"]["whose"] == "El Idrissi Fatima"


def test_every_pair_that_waits_is_counted_not_only_those_that_a_page_shows(make_network: Make) -> None:
    made = make_network("BAR")
    coordinator, alike = made.coordinator, 33
    for _ in range(alike):
        people.add(
            coordinator, Person(house="BAR", surname="Osas", name="Fatima", birth_date=date(1990, 3, 12))
        )
    assert len(pairs.to_review(coordinator)) == 500
    content = copies.content(coordinator, minutes.close(coordinator, "2025-11").id)
    assert content["open"]["people"] == alike * (alike - 1) // 2


def test_people_stand_in_the_minutes_with_what_they_lie_between() -> None:
    women = {"n": 190, "N": 312, "share": 61, "unknown": 0}
    content = {"figures": json.dumps({"a1.people": 312, "a1.women": women, "a1.accesses": 640})}
    before = {key: value for key, _title, value in words.figures(content)}
    assert before == {"a1.accesses": "640", "a1.people": "312", "a1.women": "190 su 312"}
    between = {"a1.people": {"low": 309, "high": 312}, "a1.women": {"N": {"low": 309, "high": 312}}}
    content["intervals"] = json.dumps(between)
    now = {key: value for key, _title, value in words.figures(content)}
    assert now == before | {"a1.people": "312 (309–312)", "a1.women": "190 su 312 (309–312)"}


def test_who_is_erased_leaves_the_minutes_and_the_signature_holds(make_network: Make) -> None:
    made = make_network("BAR")
    woman = come(made.houses["BAR"], "El Idrissi")
    made.round()
    people.edit(made.houses["BAR"], woman.id, phone="333 1")
    people.edit(made.coordinator, woman.id, phone="320 2")
    made.round()
    kept = minutes.close(made.coordinator, "2025-11")
    assert "El Idrissi" in kept.content
    erasing.erase(made.coordinator, woman.id, "El Idrissi")
    held = copies.record(made.coordinator, kept.id)
    assert "El Idrissi" not in held.content
    assert "333 1" not in held.content
    verdict = minutes.verify(made.coordinator, kept.id)
    assert verdict.agrees, minutes.words(verdict)


def test_a_closed_month_is_opened_with_a_reason_and_closed_with_the_next_number(
    closed: tuple[Network, str],
) -> None:
    made, first = closed
    vault = made.coordinator
    with pytest.raises(MonthClosed, match="già chiuso"):
        minutes.close(vault, "2025-11")
    with pytest.raises(InvalidValue, match="perché"):
        minutes.reopen(vault, first, "  ")
    minutes.reopen(vault, first, "Barrito ha consegnato dopo")
    with pytest.raises(InvalidValue, match="riaperto"):
        minutes.reopen(vault, first, "ancora")
    come(made.houses["BAR"], "Rossi")
    made.round()
    again = minutes.close(vault, "2025-11")
    content = copies.content(vault, again.id)
    assert (again.number, content["reopened"][0]["reason"]) == (2, "Barrito ha consegnato dopo")
    assert json.loads(content["figures"])["a1.accesses"] == 2
    assert json.loads(copies.content(vault, first)["figures"])["a1.accesses"] == 1
    assert [one.number for one in copies.listed(vault)] == [2, 1]
    assert minutes.verify(vault, first).agrees


def test_what_cannot_be_closed_is_said(make_network: Make) -> None:
    made = make_network("BAR")
    for month, said in (("2999-01", "non è ancora cominciato"), ("2025-13", "2025-11"), ("ieri", "2025-11")):
        with pytest.raises(InvalidValue, match=said):
            minutes.close(made.coordinator, month)
    with pytest.raises(NotAllowed):
        minutes.close(made.houses["BAR"], "2025-11")
    assert copies.listed(made.coordinator) == []


def test_what_is_missing_is_named_and_told_in_the_minutes(make_network: Make) -> None:
    made = make_network("BAR", "SAL")
    barrito = made.houses["BAR"]
    from millegiorni_desk.flows import syncing

    for surname in ("Prima", "Seconda", "Terza"):
        come(barrito, surname)
        syncing.synchronise(barrito)
    bundles = sorted(
        (made.folder / "exchange" / "bundles").iterdir(), key=lambda file: file.stat().st_mtime_ns
    )
    ours = [file for file in bundles if file.name.startswith("2-")]
    ours[-2].unlink()
    syncing.synchronise(made.coordinator)
    told = {one.house: one for one in month_end.deliveries(made.coordinator)}
    number = told["Casa BAR"].bundles + 1
    assert told["Casa BAR"].missing == f"manca il pacco {number}"
    assert told["Casa BAR"].through == date.today()
    content = copies.content(made.coordinator, minutes.close(made.coordinator, "2025-11").id)
    assert content["balances"]
    assert content["deliveries"][0]["missing"] == f"manca il pacco {number}"


def test_a_month_is_not_closed_at_a_house(closed: tuple[Network, str]) -> None:
    made, _first = closed
    made.houses["BAR"].roles.append("coordinator")
    with pytest.raises(UserError, match="coordinamento"):
        minutes.close(made.houses["BAR"], "2025-11")


def test_minutes_on_paper_and_as_a_workbook(closed: tuple[Network, str]) -> None:
    made, first = closed
    text = "".join(text_of(paper.minutes_pdf(made.coordinator, first)).split())
    for said in ("Verbale di fusione n. 1, novembre 2025", "Quadra:", "Casa BAR", "151,65 €", "a1.accesses"):
        assert said.replace(" ", "") in text, said
    assert copies.record(made.coordinator, first).digest in text
    book = CalamineWorkbook.from_filelike(BytesIO(workbook.minutes_workbook(made.coordinator, first)))
    assert book.sheet_names[:3] == ["Verbale", "Prima e dopo", "Euro"]
    formulas = load_workbook(BytesIO(workbook.minutes_workbook(made.coordinator, first)))
    changes = formulas["Modifiche"]
    assert [changes.cell(at, 6).value for at in (5, 6)] == ["=D5-E5", "=D6-E6"]
    assert not [
        cell for sheet in formulas for row in sheet.iter_rows() for cell in row if "{" in str(cell.value)
    ]
    rows = book.get_sheet_by_name("Prima e dopo").to_python()
    assert ["Casa BAR", "Accessi", 0, 1, 1] in [row[:5] for row in rows]
    assert ["Casa BAR", "Da pagare", 0, 151.65, 0, 151.65] in [
        row[:6] for row in book.get_sheet_by_name("Euro").to_python()
    ]
