"""Training and team meetings: written down, narrowed, held, cancelled, taken out; and who was there."""

from datetime import timedelta

import pytest

from millegiorni_desk.areas.training import presence, service
from millegiorni_desk.areas.training.records import Training, TrainingPresence
from millegiorni_desk.areas.training.service import Wanted
from millegiorni_desk.changes import Changes
from millegiorni_desk.errors import InvalidValue, NotAllowed, NotFound
from millegiorni_desk.network import partners
from millegiorni_desk.network.records import Partner
from millegiorni_desk.vault.vault import Vault
from tests.areas.training.conftest import TODAY, People, four, held


def test_held_with_several_people_one_of_them_for_a_part(vault: Vault, people: People) -> None:
    partner = partners.add(vault, Partner(name="Nati per Leggere"))
    new = Training(
        on_date=TODAY, kind="training", title="  Leggere   da subito ", minutes=90, partners=[partner.id],
        starts="10:00", teachers="Sofia Bruni",
    )  # fmt: skip
    made = service.add(vault, new, {people["Ada"].id: None, people["Bea"].id: 30})
    line = service.line(vault, made.id)
    assert (line.training.title, line.people, line.minutes) == ("Leggere da subito", 2, 120)
    assert [(one.name, one.minutes) for one in service.of_training(vault, made.id)] == [
        ("Ada", None),
        ("Bea", 30),
    ]
    service.mark(vault, made.id, {people["Bea"].id: None, people["Carla"].id: 45})
    service.unmark(vault, made.id, [people["Ada"].id])
    assert [(one.name, one.minutes) for one in service.of_training(vault, made.id)] == [
        ("Bea", None),
        ("Carla", 45),
    ]
    service.mark(vault, made.id, {people["Ada"].id: None})
    assert vault.scalar("SELECT count(*) FROM training_presence") == 3, "who comes again is the same record"


def test_every_change_is_announced_and_stands_in_the_log(vault: Vault, people: People) -> None:
    heard: list[Changes] = []
    vault.changed.append(heard.append)
    planned = held(vault, -3, state="planned")
    service.edit(vault, planned.id, on_date=TODAY)
    service.hold(vault, planned.id)
    service.mark(vault, planned.id, {people["Ada"].id: None})
    service.unmark(vault, planned.id, [people["Ada"].id])
    service.cancel(vault, planned.id)
    service.void(vault, planned.id)
    said = [change.action for change in heard]
    assert said == [
        "training.add", "training.edit", "training.hold", "training.presence", "training.presence",
        "training.cancel", "training.void",
    ]  # fmt: skip
    audited = [row["action"] for row in vault.query("SELECT action FROM audit ORDER BY n DESC LIMIT 7")]
    assert audited[::-1] == said
    assert service.count(vault) == 0


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"kind": ""}, "kind"),
        ({"kind": "party"}, "kind"),
        ({"title": "  "}, "title"),
        ({"starts": "25:00"}, "starts"),
        ({"minutes": 0}, "minutes"),
        ({"minutes": 1441}, "minutes"),
        ({"on_date": TODAY + timedelta(days=1)}, "on_date"),
        ({"state": "forgotten"}, "state"),
        ({"house_code": "XXX"}, "house_code"),
        ({"partners": ["nobody"]}, "partners"),
    ],
)
def test_a_meeting_that_cannot_be_changes_nothing(vault: Vault, told: dict[str, object], field: str) -> None:
    with pytest.raises(InvalidValue) as refused:
        held(vault, **told)
    assert refused.value.field == field
    assert service.count(vault) == 0
    kept = held(vault)
    with pytest.raises(InvalidValue) as refused:
        service.edit(vault, kept.id, **told)
    assert refused.value.field == field
    assert service.line(vault, kept.id).training == kept


def test_the_list_newest_first_narrowed_by_kind_days_and_words(vault: Vault) -> None:
    for days, kind, title in (
        (1, "team", "Équipe di marzo"),
        (30, "training", "Allattamento"),
        (60, "team", "Casi"),
    ):
        held(
            vault,
            days,
            kind=kind,
            title=title,
            place="Casa del Quartiere",
            house_code="SAL" if days == 60 else "",
        )

    def found(**wanted: object) -> list[str]:
        narrowed = Wanted(**wanted)  # type: ignore[arg-type]
        titles = [line.training.title for line in service.page(vault, 0, 9, narrowed)]
        assert len(titles) == service.count(vault, narrowed)
        return titles

    assert found() == ["Équipe di marzo", "Allattamento", "Casi"]
    assert found(kind="team") == ["Équipe di marzo", "Casi"]
    assert found(first=TODAY - timedelta(days=40), last=TODAY - timedelta(days=5)) == ["Allattamento"]
    assert found(text="EQUIPE quartiere") == ["Équipe di marzo"], "neither case nor accents matter"
    assert found(text="salvario") == ["Casi"]
    assert found(text="%") == []
    assert [line.training.title for line in service.page(vault, 1, 1)] == ["Allattamento"]
    service.edit(vault, service.page(vault, 0, 1)[0].training.id, title="Riunione")
    assert found(text="equipe") == []


@pytest.mark.parametrize("state", ["planned", "cancelled"])
def test_nobody_was_at_what_was_not_held(vault: Vault, people: People, state: str) -> None:
    one = held(vault, state=state)
    with pytest.raises(InvalidValue):
        service.mark(vault, one.id, {people["Ada"].id: None})
    service.hold(vault, one.id)
    service.mark(vault, one.id, {people["Ada"].id: None})
    service.cancel(vault, one.id)
    assert service.line(vault, one.id).people == 0


def test_nobody_stays_longer_than_it_lasts(vault: Vault, people: People) -> None:
    one = held(vault, minutes=60)
    for minutes in (0, 61):
        with pytest.raises(InvalidValue) as refused:
            service.mark(vault, one.id, {people["Ada"].id: None, people["Bea"].id: minutes})
        assert refused.value.field == "minutes"
    assert service.of_training(vault, one.id) == [], "all of them, or none"
    with pytest.raises(NotFound):
        service.mark(vault, one.id, {"nobody": None})
    service.mark(vault, one.id, {people["Bea"].id: 50})
    with pytest.raises(InvalidValue, match="50 minuti"):
        service.edit(vault, one.id, minutes=45)


def test_two_desks_that_marked_the_same_person_count_her_once(vault: Vault, people: People) -> None:
    one = held(vault)
    service.mark(vault, one.id, {people["Ada"].id: 30})
    with vault.save("merged") as session:
        session.add(TrainingPresence(training_id=one.id, staff_id=people["Ada"].id, minutes=70))
    assert [(each.name, each.minutes) for each in service.of_training(vault, one.id)] == [("Ada", 70)]
    line = service.line(vault, one.id)
    assert (line.people, line.minutes) == (1, 70)
    service.unmark(vault, one.id, [people["Ada"].id])
    assert service.line(vault, one.id).people == 0


def test_last_times_presence_is_copied(vault: Vault, people: People) -> None:
    service.mark(vault, held(vault, 30, kind="team").id, {people["Ada"].id: 20, people["Bea"].id: None})
    service.mark(vault, held(vault, 20).id, {people["Carla"].id: None})
    held(vault, 15, kind="team")
    now = held(vault, 10, kind="team")
    service.mark(vault, now.id, {people["Ada"].id: 40})
    assert presence.copy_last_time(vault, now.id) == [people["Bea"].id]
    assert [(one.name, one.minutes) for one in service.of_training(vault, now.id)] == [
        ("Ada", 40),
        ("Bea", None),
    ]
    assert presence.copy_last_time(vault, now.id) == []
    assert presence.last_time(vault, held(vault, 40, kind="team").id) is None


def test_a_desk_writes_its_own_and_the_networks(barrito: Vault) -> None:
    people = four(barrito)
    own, everyones = held(barrito, house_code="BAR"), held(barrito)
    service.mark(barrito, everyones.id, {people["Carla"].id: None})
    with pytest.raises(NotAllowed):
        held(barrito, house_code="SAL")
    with pytest.raises(NotAllowed):
        service.edit(barrito, own.id, house_code="SAL")
    barrito.house = ""
    theirs = held(barrito, house_code="SAL")
    barrito.house = "BAR"
    with pytest.raises(NotAllowed):
        service.mark(barrito, theirs.id, {people["Carla"].id: None})
    with pytest.raises(NotAllowed):
        service.void(barrito, theirs.id)
    assert service.count(barrito) == 3, "it is read everywhere"
