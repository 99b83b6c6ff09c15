"""A person's file that another house may read: what goes there and what does not, what it changes, how it ends."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from millegiorni_desk.areas.accesses import service as accesses
from millegiorni_desk.areas.accesses.records import Access
from millegiorni_desk.areas.monitoring import service as monitoring
from millegiorni_desk.areas.pathways import goals, opening
from millegiorni_desk.areas.pathways.records import Goal, Pathway
from millegiorni_desk.areas.people import received
from millegiorni_desk.areas.people import service as people
from millegiorni_desk.areas.people.linkage import duplicates
from millegiorni_desk.areas.people.records import Person
from millegiorni_desk.areas.privacy import consents, retention
from millegiorni_desk.errors import DeskError, InvalidValue, NotAllowed, NotFound
from millegiorni_desk.flows import belongings, checking, erasing, sharing, syncing
from millegiorni_desk.vault import audit
from millegiorni_desk.vault.vault import Vault
from millegiorni_sync import shares

from .conftest import Network

DAY = date(2025, 3, 1)
YEAR = (date(2025, 1, 1), date(2025, 12, 31))


@pytest.fixture
def network(make_network: Callable[..., Network]) -> Network:
    return make_network("BAR", "CEC")


def fatima(vault: Vault) -> Person:
    """A woman with an access, one that is reserved, a pathway with a goal, and one that is reserved."""
    woman = people.add(vault, Person(house="", surname="El Idrissi", name="Fatima", phone="333 1234567"))
    accesses.add(vault, Access(house="", on_date=DAY, person_id=woman.id, needs=["work"], notes="primo"))
    accesses.add(vault, Access(house="", on_date=DAY, person_id=woman.id, needs=["violence"], notes="zitta"))
    for fragilities in (["isolation"], ["violence"]):
        opened = opening.open_pathway(
            vault,
            Pathway(
                house="", person_id=woman.id, opened_on=DAY, case_manager="Lucia", fragilities=fragilities
            ),
        )
        goals.add_goal(
            vault, Goal(house="", pathway_id=opened.id, dimension="home", title=f"per {fragilities[0]}")
        )
    return woman


def held(vault: Vault) -> dict[str, dict[str, dict[str, object]]]:
    (one,) = received.files(vault)
    return received.opened(vault, one.feed)[1]


def repeated(vault: Vault) -> list[tuple[str, str]]:
    """The pairs that may be one woman, as the queue counts them."""
    with vault.connection() as raw:
        return [(pair.a, pair.b) for pair in duplicates.duplicates(raw)]


def actions(vault: Vault) -> list[str]:
    with vault.connection() as raw:
        return [entry.action for entry in audit.entries(raw)]


def test_every_table_that_leads_to_her_is_said_to_go_or_to_stay(network: Network) -> None:
    stays = {
        "sealed", "sealed_key", "attachment", "attachment_part", "ledger_entry", "receipt", "receipt_event",
        "dote_approval", "expense_document", "retention_review", "card_merge", "person_decision", "file_share",
        "person_encoding", "meeting_attendance", "question_answer",
    }  # fmt: skip
    assert belongings.links(network.coordinator).keys() | {"person"} == sharing.GOES | stays


def test_the_other_house_reads_her_file_and_nothing_that_is_reserved(network: Network) -> None:
    bar, cec = network.houses["BAR"], network.houses["CEC"]
    woman = fatima(bar)
    other = people.add(bar, Person(house="", surname="Rossi", name="Anna"))
    told = sharing.preview(bar, woman.id)
    share = sharing.start(bar, woman.id, "CEC", date.today())
    network.round()
    records = held(cec)
    assert told.reserved == 3 and told.goes == sum(map(len, records.values())) - 2
    assert set(records["person"]) == {woman.id} and other.id not in str(records)
    assert [one["notes"] for one in records["access"].values()] == ["primo"]
    assert [one["title"] for one in records["goal"].values()] == ["per isolation"]
    assert set(records["file_share"]) == {share.id} and "sealed" not in records
    assert not {"violence", "zitta"} & set(str(records).replace("'", " ").split())
    (one,) = received.find(cec, "idrissi fatima")
    for typed in ("3331234567", "333 123"):
        assert [each.feed for each in received.find(cec, typed)] == [one.feed]
    assert one.mark == f"di Casa BAR, condivisa dal {date.today():%d/%m/%Y}"
    assert received.find(cec, "rossi") == [] and received.files(network.coordinator) == []
    accesses.add(bar, Access(house="", on_date=DAY, person_id=woman.id, needs=["work"], notes="secondo"))
    people.edit(bar, woman.id, phone="3339999999")
    network.round()
    assert sorted(str(one["notes"]) for one in held(cec)["access"].values()) == ["primo", "secondo"]
    assert held(cec)["person"][woman.id]["phone"] == "3339999999"
    assert "file_share.start" in actions(bar)
    assert {"file_share.changed", "file_share.read"} <= set(actions(cec))


def test_it_counts_nowhere_and_nothing_of_it_leaves_again(network: Network) -> None:
    bar, cec = network.houses["BAR"], network.houses["CEC"]
    woman = fatima(bar)
    people.add(cec, Person(house="", surname="El Idrissi", name="Fatima", phone="3331234567"))
    network.round()

    def counted(vault: Vault) -> tuple[object, ...]:
        return (
            monitoring.to_json(monitoring.compute(vault, *YEAR)),
            people.count(vault),
            len(people.page(vault, 0, 9)),
            len(people.find(vault, "El Idrissi")),
            repeated(vault),
            retention.counts_due(vault, date(2040, 1, 1)),
            vault.scalar("SELECT count(*) FROM access"),
            syncing.pending(vault),
        )

    before = [counted(vault) for vault in network.houses.values()]
    share = sharing.start(bar, woman.id, "CEC", date.today())
    network.round()
    assert len(held(cec)["access"]) == 1
    assert [counted(vault) for vault in network.houses.values()] == before
    for vault in (*network.houses.values(), network.coordinator):
        assert checking.faults(vault) == []
    with cec.connection() as raw:
        assert not raw.execute("SELECT 1 FROM sync_log WHERE audience = 'house:BAR'").fetchone()
    sharing.end(bar, share.id)
    network.round()
    assert [counted(vault) for vault in network.houses.values()] == before


def test_the_reader_cannot_write_to_it(network: Network) -> None:
    bar, cec = network.houses["BAR"], network.houses["CEC"]
    woman = fatima(bar)
    sharing.start(bar, woman.id, "CEC", date.today())
    network.round()
    access = next(iter(held(cec)["access"]))
    pathway = next(iter(held(cec)["pathway"]))
    attempts: tuple[Callable[[], object], ...] = (
        lambda: people.edit(cec, woman.id, phone="1"),
        lambda: accesses.add(cec, Access(house="", on_date=DAY, person_id=woman.id, needs=["work"])),
        lambda: accesses.edit(cec, access, notes="x"),
        lambda: opening.open_pathway(
            cec, Pathway(house="", person_id=woman.id, opened_on=DAY, case_manager="Lucia")
        ),
        lambda: goals.add_goal(cec, Goal(house="", pathway_id=pathway, dimension="home", title="x")),
        lambda: consents.answer(cec, woman.id, "share_services", "given", scope="tutti"),
        lambda: sharing.start(cec, woman.id, "BAR", date.today()),
        lambda: erasing.erase(cec, woman.id, "El Idrissi"),
    )
    for attempt in attempts:
        with pytest.raises(NotAllowed, match="di un'altra casa"):
            attempt()
    assert syncing.pending(cec) == {}


def test_it_ends_and_can_be_given_again(network: Network) -> None:
    bar, cec = network.houses["BAR"], network.houses["CEC"]
    woman = fatima(bar)
    share = sharing.start(bar, woman.id, "CEC", date.today())
    network.round()
    (one,) = received.files(cec)
    sharing.end(bar, share.id, "non viene più")
    with pytest.raises(InvalidValue, match="già finita"):
        sharing.end(bar, share.id)
    network.round()
    assert received.files(cec) == []
    with pytest.raises(NotFound, match="non è più condiviso"):
        received.opened(cec, one.feed)
    with pytest.raises(NotFound):
        people.card(cec, woman.id)
    assert cec.scalar("SELECT count(*) FROM sync_shared_row") == 0
    sharing.start(bar, woman.id, "CEC", date.today())
    with pytest.raises(InvalidValue, match="legge già"):
        sharing.start(bar, woman.id, "CEC", date.today())
    network.round()
    assert set(held(cec)["person"]) == {woman.id}


def test_it_ends_by_itself_when_she_takes_her_consent_back(network: Network) -> None:
    bar, cec = network.houses["BAR"], network.houses["CEC"]
    woman = fatima(bar)
    share = sharing.start(bar, woman.id, "CEC", date.today())
    assert consents.standing(bar, woman.id)["share_services"].scope == "Casa CEC"
    network.round()
    consents.answer(bar, woman.id, "share_services", "withdrawn")
    network.round()
    assert received.files(cec) == []
    (ended,) = sharing.of_person(bar, woman.id)
    assert (ended.id, ended.end_reason) == (share.id, sharing.WITHDRAWN)


def test_it_ends_with_its_last_day_on_both_sides(network: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    bar, cec = network.houses["BAR"], network.houses["CEC"]
    woman = fatima(bar)
    sharing.start(bar, woman.id, "CEC", date.today(), date.today() + timedelta(days=1))
    network.round()
    assert len(received.files(cec)) == 1

    class Later(date):
        @classmethod
        def today(cls) -> date:
            return date.fromordinal(date.toordinal(date(2099, 1, 1)))

    monkeypatch.setattr(received, "date", Later)
    assert received.files(cec) == []
    received.expire(cec, 0)
    assert cec.scalar("SELECT count(*) FROM sync_shared_row") == 0
    monkeypatch.setattr(sharing, "date", Later)
    network.round()
    assert [one.end_reason for one in sharing.of_person(bar, woman.id)] == [sharing.PASSED]


def test_erasing_her_takes_the_file_back(network: Network) -> None:
    bar, cec = network.houses["BAR"], network.houses["CEC"]
    woman = fatima(bar)
    sharing.start(bar, woman.id, "CEC", date.today())
    network.round()
    erasing.erase(bar, woman.id, "El Idrissi")
    network.round()
    assert received.files(cec) == []
    with cec.connection() as raw:
        assert shares.ended(raw)
        assert raw.execute("SELECT count(*) FROM sync_shared_row").fetchone() == (0,)


@pytest.mark.parametrize(
    ("to", "agreed", "until", "said"),
    [
        ("", 0, None, "Scegli quale casa"),
        ("BAR", 0, None, "Scegli quale casa"),
        ("XXX", 0, None, "Non conosco la casa"),
        ("CEC", None, None, "Senza il suo consenso"),
        ("CEC", 1, None, "nel futuro"),
        ("CEC", 0, -1, "già passato"),
    ],
)
def test_what_cannot_be_shared_is_said(
    network: Network, to: str, agreed: int | None, until: int | None, said: str
) -> None:
    bar = network.houses["BAR"]
    woman = people.add(bar, Person(house="", surname="Rossi", name="Anna"))

    def day(step: int | None) -> date | None:
        return None if step is None else date.today() + timedelta(days=step)

    with pytest.raises(DeskError, match=said):
        sharing.start(bar, woman.id, to, day(agreed), day(until))
    network.round()
    with pytest.raises(InvalidValue, match="la casa che lo tiene"):
        sharing.start(network.coordinator, woman.id, "CEC", date.today())
