"""That a woman was at a meeting goes wherever the rest of hers goes: to the card kept, into her export, and away."""

import json
from collections.abc import Callable
from datetime import date

from millegiorni_desk.areas.meetings import attendance, service
from millegiorni_desk.areas.meetings.records import Meeting
from millegiorni_desk.areas.people import service as people
from millegiorni_desk.areas.people.records import Person
from millegiorni_desk.flows import card_merging, erasing, person_export
from millegiorni_desk.vault.vault import Vault

from .conftest import Network

DAY = date(2025, 11, 3)


def came(vault: Vault, meeting: Meeting, name: str) -> Person:
    person = people.add(vault, Person(house="", surname="El Amrani", name=name))
    attendance.sign(vault, meeting.id, person.id, DAY)
    return person


def held(vault: Vault, title: str) -> Meeting:
    new = Meeting(house_code="BAR", title=title, on_date=DAY, state="held", adults=9, minors=8)
    return service.add(vault, new)


def test_it_follows_the_card_that_is_kept_and_comes_back(make_network: Callable[..., Network]) -> None:
    house = make_network("BAR").houses["BAR"]
    kept, gone = came(house, held(house, "Massaggio"), "Fatima"), came(house, held(house, "Letture"), "Fatma")
    merged = card_merging.merge_cards(house, kept.id, gone.id)
    titles = [one.meeting.title for one in attendance.of_person(house, kept.id) if one.meeting]
    assert sorted(titles) == ["Letture", "Massaggio"]
    card_merging.undo(house, merged.id)
    assert len(attendance.of_person(house, kept.id)) == len(attendance.of_person(house, gone.id)) == 1


def test_of_two_cards_at_one_meeting_she_is_there_once(make_network: Callable[..., Network]) -> None:
    house = make_network("BAR").houses["BAR"]
    meeting = held(house, "Massaggio")
    kept, gone = came(house, meeting, "Fatima"), came(house, meeting, "Fatma")
    merged = card_merging.merge_cards(house, kept.id, gone.id)
    (there,) = attendance.present(house, meeting.id)
    assert len(attendance.of_person(house, kept.id)) == 1
    attendance.sign_off(house, there.attendance.id)
    assert attendance.present(house, meeting.id) == []
    attendance.sign_off(house, there.attendance.id, voided=False)
    card_merging.undo(house, merged.id)
    assert len(attendance.of_person(house, kept.id)) == 1


def test_it_is_in_what_she_is_given_and_gone_when_she_is_erased(make_network: Callable[..., Network]) -> None:
    house = make_network("BAR").houses["BAR"]
    meeting = held(house, "Massaggio")
    fatima = came(house, meeting, "Fatima")
    came(house, meeting, "Joy")
    told = json.loads(person_export.to_json(person_export.collect(house, fatima.id)))
    assert [one["consent_on"] for one in told["records"]["meeting_attendance"]] == ["2025-11-03"]
    erasing.erase(house, fatima.id, erasing.preview(house, fatima.id).word)
    (left,) = attendance.present(house, meeting.id)
    assert left.person is not None and left.person.name == "Joy"
    # The heads are nobody's.
    assert (service.meeting(house, meeting.id).adults, service.meeting(house, meeting.id).minors) == (9, 8)


def test_every_house_reads_the_calendar_and_no_other_who_was_there(
    make_network: Callable[..., Network],
) -> None:
    network = make_network("BAR", "AUR")
    here, there = network.houses["BAR"], network.houses["AUR"]
    meeting = held(here, "Massaggio")
    came(here, meeting, "Fatima")
    network.round(here, there, network.coordinator)
    assert service.between(there, DAY, DAY, "BAR")[0].title == "Massaggio"
    assert attendance.present(there, meeting.id) == []
    service.edit(network.coordinator, meeting.id, title="Massaggio infantile")
    network.round(network.coordinator, here, there)
    assert service.meeting(here, meeting.id).title == service.meeting(there, meeting.id).title
    assert service.meeting(here, meeting.id).title == "Massaggio infantile"
