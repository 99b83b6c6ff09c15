"""Planning a meeting, moving and cancelling it, and writing down how many came."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from millegiorni_desk.areas.meetings import service
from millegiorni_desk.areas.meetings.records import Meeting
from millegiorni_desk.changes import Changes
from millegiorni_desk.errors import InvalidValue, NotAllowed
from millegiorni_desk.network import partners
from millegiorni_desk.network.records import Partner
from millegiorni_desk.vault.vault import Vault

from .conftest import AGO, SOON, TODAY, elsewhere, planned


def test_from_the_programme_to_the_heads(vault: Vault, massage: Meeting) -> None:
    assert (massage.house_code, massage.state) == ("BAR", "planned")
    later = SOON + timedelta(days=1)
    moved = service.move(vault, massage.id, later, " la sala   è chiusa ", starts="15:00", ends="16:00")
    assert (moved.on_date, moved.moved_from, moved.reason) == (later, SOON, "la sala è chiusa")
    # The day first announced is what people know, however often it is moved after.
    assert service.move(vault, massage.id, SOON + timedelta(days=2)).moved_from == SOON
    back = service.move(vault, massage.id, SOON)
    assert (back.on_date, back.moved_from, back.reason) == (SOON, None, "")
    assert service.cancel(vault, massage.id, "sciopero").state == "cancelled"
    with pytest.raises(InvalidValue, match="rimettilo prima"):
        service.move(vault, massage.id, later)
    again = service.plan_again(vault, massage.id)
    assert (again.state, again.reason) == ("planned", "")
    assert service.edit(vault, massage.id, on_date=AGO).moved_from is None
    held = service.hold(vault, massage.id, 9, 8, estimated=True)
    assert (held.state, held.adults, held.minors, held.estimated) == ("held", 9, 8, True)
    with pytest.raises(InvalidValue, match="già tenuto"):
        service.cancel(vault, massage.id, "sciopero")
    nobody = service.hold(vault, massage.id, estimated=True)
    assert (nobody.adults, nobody.minors, nobody.estimated) == (None, None, False)
    assert service.meeting(vault, massage.id) == nobody


def test_every_change_is_announced_and_stands_in_the_log(vault: Vault, massage: Meeting) -> None:
    heard: list[Changes] = []
    vault.changed.append(heard.append)
    former = service.before([service.meeting(vault, massage.id)])
    service.edit(vault, massage.id, on_date=AGO, theme="play")
    service.move(vault, massage.id, TODAY)
    service.cancel(vault, massage.id, "pioggia")
    service.plan_again(vault, massage.id)
    service.hold(vault, massage.id, 3, 2)
    service.count(vault, massage.id, "minors")
    service.void(vault, massage.id)
    service.put_back(vault, former)
    assert [change.action for change in heard] == [
        "meeting.edit", "meeting.move", "meeting.cancel", "meeting.plan_again", "meeting.hold", "meeting.count",
        "meeting.void", "meeting.undo",
    ]  # fmt: skip
    assert all(change.touches("meeting") for change in heard)
    assert service.before([service.meeting(vault, massage.id)]) == former


Wrong = Callable[[Vault, Meeting], object]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        (lambda vault, one: service.edit(vault, one.id, title="  "), "title"),
        (lambda vault, one: service.edit(vault, one.id, theme="magic"), "theme"),
        (lambda vault, one: service.edit(vault, one.id, starts="25:00"), "starts"),
        (lambda vault, one: service.edit(vault, one.id, starts=""), "starts"),
        (lambda vault, one: service.edit(vault, one.id, ends="09:00"), "ends"),
        (lambda vault, one: service.edit(vault, one.id, ends="9:00"), "ends"),
        (lambda vault, one: service.edit(vault, one.id, expected=-1), "expected"),
        (lambda vault, one: service.edit(vault, one.id, partners=["nobody"]), "partners"),
        (lambda vault, one: service.edit(vault, one.id, languages=["xx"]), "languages"),
        (lambda vault, one: service.edit(vault, one.id, second_title="تدليك"), "second_language"),
        (lambda vault, one: service.cancel(vault, one.id, " "), "reason"),
        (lambda vault, one: service.move(vault, one.id, SOON), "day"),
        (lambda vault, one: service.hold(vault, one.id, 1, 1), "on_date"),
        (lambda vault, one: service.add(vault, planned(AGO, adults=3)), "adults"),
        (lambda vault, one: service.add(vault, planned(AGO, state="held", minors=-1)), "minors"),
        (lambda vault, one: service.add(vault, planned(AGO, state="cancelled")), "reason"),
        (lambda vault, one: service.add(vault, planned(AGO, state="dreamt")), "state"),
    ],
)
def test_what_cannot_be_is_refused_and_names_its_field(
    vault: Vault, massage: Meeting, wrong: Wrong, field: str
) -> None:
    before = service.meeting(vault, massage.id)
    with pytest.raises(InvalidValue) as refused:
        wrong(vault, massage)
    assert refused.value.field == field
    assert service.meeting(vault, massage.id) == before
    assert vault.scalar("SELECT count(*) FROM meeting") == 1


def test_many_at_once_are_all_or_none(vault: Vault) -> None:
    with pytest.raises(InvalidValue):
        service.add_many(vault, [planned(AGO), planned(AGO, title="")])
    assert vault.scalar("SELECT count(*) FROM meeting") == 0
    service.add_many(vault, [planned(AGO, state="held", adults=4, minors=6), planned(SOON)])
    assert vault.scalar("SELECT count(*) FROM meeting") == 2


def test_a_desk_writes_its_own_and_reads_all(vault: Vault) -> None:
    other = elsewhere(vault, AGO)
    assert service.meeting(vault, other.id).title == "Letture per i piccoli"
    assert not service.may_edit(vault, other)
    refused: list[Callable[[], object]] = [
        lambda: service.edit(vault, other.id, title="Altro"),
        lambda: service.move(vault, other.id, SOON),
        lambda: service.cancel(vault, other.id, "no"),
        lambda: service.hold(vault, other.id, 1, 1),
        lambda: service.count(vault, other.id, "adults"),
        lambda: service.void(vault, other.id),
        lambda: service.put_back(vault, service.before([other])),
        lambda: service.add(vault, planned(SOON, house_code="AUR")),
    ]
    for act in refused:
        with pytest.raises(NotAllowed, match="altra casa"):
            act()
    mine = service.add(vault, planned(SOON))
    with pytest.raises(NotAllowed):
        service.edit(vault, mine.id, house_code="AUR")


def test_the_coordination_writes_those_of_every_house(coordination: Vault) -> None:
    made = service.add(coordination, planned(SOON, house_code="AUR"))
    assert service.edit(coordination, made.id, house_code="BAR").house_code == "BAR"
    for nowhere in ("", "XYZ"):
        with pytest.raises(InvalidValue) as refused:
            service.add(coordination, planned(SOON, house_code=nowhere))
        assert refused.value.field == "house_code"


def test_who_helps_is_known_by_name(vault: Vault) -> None:
    one = partners.add(vault, Partner(name="Nati per Leggere", kind="network"))
    made = service.add(vault, planned(SOON, partners=[one.id], languages=["it", "ar"]))
    assert partners.names(vault, made.partners) == ["Nati per Leggere"]
