"""Accesses recorded with a card, taken back, counted, and what the screens ask of many at once."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from millegiorni_desk.areas.accesses import drafts, service
from millegiorni_desk.areas.accesses.records import Access
from millegiorni_desk.areas.people import service as people
from millegiorni_desk.areas.people.records import Child, Person
from millegiorni_desk.errors import InvalidValue, NotFound
from millegiorni_desk.vault.vault import Vault

TODAY = date.today()


def access(**answers: object) -> Access:
    return Access(**{"house": "", "on_date": TODAY, **answers})


def joy() -> Person:
    return Person(house="", name="Joy", surname="Osas")


def test_the_first_access_brings_its_card_in_one_save(vault: Vault) -> None:
    child = Child(house="", person_id="", name="Blessing", birth_date=TODAY - timedelta(days=100))
    recorded = service.record(
        vault, access(due_date=TODAY + timedelta(days=50), language="en"), joy(), [child]
    )
    card = people.card(vault, recorded.access.person_id or "")
    assert (card.person.name, [one.name for one in card.children]) == ("Joy", ["Blessing"])
    assert card.person.due_date == TODAY + timedelta(days=50)
    assert card.person.language == "en"
    entries = vault.query("SELECT action FROM audit WHERE action LIKE '%record%'")
    assert [entry["action"] for entry in entries] == ["access.record"]


def test_a_refused_access_leaves_no_card_behind(vault: Vault) -> None:
    with pytest.raises(InvalidValue) as refused:
        service.record(vault, access(needs=["luck"]), joy())
    assert refused.value.field == "needs"
    assert (people.count(vault), service.count(vault)) == (0, 0)


def test_taking_back_undoes_the_card_and_the_due_date(vault: Vault) -> None:
    service.take_back(vault, service.record(vault, access(), joy()))
    assert (people.count(vault), service.count(vault)) == (0, 0)
    known = people.add(vault, Person(house="", name="Rosa", due_date=TODAY + timedelta(days=7)))
    recorded = service.record(vault, access(person_id=known.id, due_date=TODAY + timedelta(days=30)))
    assert people.card(vault, known.id).person.due_date == TODAY + timedelta(days=30)
    service.take_back(vault, recorded)
    assert people.card(vault, known.id).person.due_date == TODAY + timedelta(days=7)
    assert people.count(vault) == 1


def test_a_card_without_a_language_takes_the_one_told_and_gives_it_back(vault: Vault) -> None:
    known = people.add(vault, Person(house="", name="Rosa"))
    first = service.record(vault, access(person_id=known.id, language="ar"))
    assert people.card(vault, known.id).person.language == "ar"
    other = service.record(vault, access(person_id=known.id, language="fr"))
    assert people.card(vault, known.id).person.language == "ar", "what is known stays"
    service.take_back(vault, other)
    assert people.card(vault, known.id).person.language == "ar"
    service.take_back(vault, first)
    assert people.card(vault, known.id).person.language == ""
    again = service.record(vault, access(person_id=known.id, language="ar"))
    people.edit(vault, known.id, language="ro")
    service.take_back(vault, again)
    assert people.card(vault, known.id).person.language == "ro", "put right since"


def test_an_anonymous_access_is_taken_back(vault: Vault) -> None:
    service.take_back(vault, service.record(vault, access()))
    assert service.count(vault) == 0


def test_the_moment_of_the_last_save_is_read_back(vault: Vault) -> None:
    before = datetime.now(UTC).replace(microsecond=0)
    service.add(vault, access())
    assert before <= vault.saved_at().astimezone(UTC) <= datetime.now(UTC)


def test_a_visit_is_an_access_and_whoever_came(vault: Vault) -> None:
    recorded = service.record(vault, access(), joy())
    found = service.visit(vault, recorded.access.id)
    assert found.person is not None
    assert (found.access.id, found.person.name) == (recorded.access.id, "Joy")
    assert service.visit(vault, service.add(vault, access()).id).person is None
    with pytest.raises(NotFound):
        service.visit(vault, "nothing")


def test_last_visits_of_several_people(vault: Vault) -> None:
    first = service.record(vault, access(on_date=TODAY - timedelta(days=3)), joy()).access.person_id or ""
    second = people.add(vault, Person(house="", name="Rosa")).id
    gone = service.add(vault, access(person_id=first))
    service.add(vault, access(person_id=first, on_date=TODAY - timedelta(days=9)))
    service.void(vault, gone.id)
    assert service.last_visits(vault, [first, second]) == {first: (TODAY - timedelta(days=3), 2)}


def test_the_nearest_day_with_accesses(vault: Vault) -> None:
    days = [TODAY - timedelta(days=back) for back in (2, 9)]
    for day in days:
        service.add(vault, access(on_date=day))
    service.void(vault, service.add(vault, access(on_date=TODAY - timedelta(days=1))).id)
    assert service.neighbour_day(vault, TODAY, later=False) == days[0]
    assert service.neighbour_day(vault, days[0], later=False) == days[1]
    assert service.neighbour_day(vault, days[1], later=True) == days[0]
    assert service.neighbour_day(vault, days[0], later=True) is None


@pytest.mark.parametrize(
    ("sql", "index"),
    [
        ("SELECT a.id FROM access a WHERE a.follow_up_on <= '2025-11-23' ORDER BY a.follow_up_on", "access_follow_up"),
        ("SELECT id FROM access WHERE voided IS 0 ORDER BY on_date DESC, at_time DESC, id DESC LIMIT 100 OFFSET 9000",
         "COVERING INDEX access_newest"),
        ("SELECT id FROM access WHERE voided IS 0 AND on_date = '2025-11-23' ORDER BY on_date DESC, at_time DESC, "
         "id DESC LIMIT 100", "COVERING INDEX access_newest"),
        ("SELECT count(*) FROM access WHERE voided IS 0", "COVERING INDEX access_newest"),
        ("SELECT on_date FROM access WHERE on_date < '2025-11-23' AND NOT voided ORDER BY on_date DESC LIMIT 1",
         "access_date"),
        ("SELECT person_id, max(on_date), count(*) FROM access WHERE person_id IN ('1', '2') AND NOT voided "
         "GROUP BY person_id", "access_person"),
    ],
)  # fmt: skip
def test_what_screens_ask_is_answered_by_an_index(vault: Vault, sql: str, index: str) -> None:
    plan = " ".join(str(row["detail"]) for row in vault.query(f"EXPLAIN QUERY PLAN {sql}"))
    assert index in plan
    assert "TEMP B-TREE" not in plan
    assert "SCAN access" not in plan.replace("SCAN access USING COVERING INDEX", "").replace(
        "SCAN a USING", ""
    )


# --- drafts -----------------------------------------------------------------------------------------


def test_a_draft_is_kept_replaced_and_let_go(vault: Vault) -> None:
    drafts.keep(vault, "1", "Joy", {"needs": ["home"]})
    drafts.keep(vault, "2", "Rosa", {})
    drafts.keep(vault, "1", "Joy Osas", {"needs": ["work"]})
    assert [(one.id, one.who, one.answers) for one in drafts.drafts(vault)] == [
        ("1", "Joy Osas", {"needs": ["work"]}),
        ("2", "Rosa", {}),
    ]
    drafts.drop(vault, "1")
    drafts.drop(vault, "unknown")
    assert [one.id for one in drafts.drafts(vault)] == ["2"]


def test_drafts_are_few_and_ones_own(vault: Vault) -> None:
    for at in range(25):
        drafts.keep(vault, str(at), "", {})
    assert [one.id for one in drafts.drafts(vault)] == [str(at) for at in range(24, 4, -1)]
    vault.user = "anna"
    assert drafts.drafts(vault) == []


def test_recent_people_come_in_the_order_they_came(vault: Vault) -> None:
    came = [
        service.record(vault, access(at_time=f"{hour:02d}:00"), Person(house="", name=f"{hour}"))
        for hour in (9, 15, 11)
    ]
    service.record(
        vault, access(on_date=TODAY - timedelta(days=1), at_time="18:00"), Person(house="", name="ieri")
    )
    service.add(vault, access(at_time="16:00", person_id=came[0].access.person_id))
    service.add(vault, access(at_time="17:00"))
    assert [person.name for person, _ in service.recent_people(vault, 3)] == ["9", "15", "11"]
    assert service.recent_people(vault, 4)[-1][1] == TODAY - timedelta(days=1)


def test_the_list_is_newest_first_and_without_the_voided(vault: Vault) -> None:
    ids = {hour: service.add(vault, access(at_time=f"{hour:02d}:00")).id for hour in (9, 15, 11)}
    service.void(vault, ids[11])
    service.add(vault, access(on_date=TODAY - timedelta(days=1), at_time="20:00"))
    assert [visit.access.at_time for visit in service.page(vault, 0, 10)] == ["15:00", "09:00", "20:00"]
    assert [visit.access.at_time for visit in service.page(vault, 1, 10, TODAY)] == ["09:00"]
    assert (service.count(vault), service.count(vault, TODAY), service.any_yet(vault)) == (3, 2, True)
