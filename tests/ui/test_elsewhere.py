"""At the desk: of who resembles a woman of another house it is told that there may be one, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from PySide6.QtWidgets import QLabel, QWidget

from millegiorni_desk.areas.accesses import service as accesses
from millegiorni_desk.areas.accesses.records import Access
from millegiorni_desk.areas.people import pairs
from millegiorni_desk.areas.people import service as people
from millegiorni_desk.areas.people.records import Child, Person
from millegiorni_desk.areas.people.view.same_person import SamePerson
from millegiorni_desk.cli import run
from millegiorni_desk.flows import sharing
from millegiorni_desk.vault.vault import Vault
from tests.flows import conftest as flows
from tests.flows.conftest import LUCIA, PASSPHRASE, Network

make_network = flows.make_network
BORN = date(1994, 3, 12)
SENTENCE = "Possibile registrazione in un'altra Casa."


def woman(**known: object) -> Person:
    told = {"surname": "El Idrissi", "name": "Fatima", "phone": "333 1234567", "birth_date": BORN}
    return Person(house="", **{**told, **known})


def said(widget: QWidget) -> set[str]:
    """Everything that is seen, spoken or shown under the pointer."""
    pieces = [widget, *widget.findChildren(QWidget)]
    shown = {one.text() for one in pieces if isinstance(one, QLabel) and one.isVisibleTo(widget)}
    for one in pieces:
        if one.isVisibleTo(widget):
            shown |= {one.accessibleName(), one.accessibleDescription(), one.toolTip(), one.whatsThis()}
    return {text for text in shown if text}


@pytest.fixture
def shared(make_network: Callable[..., Network]) -> Network:
    """Barrito let Cecchi read the file of a woman who came for a dote."""
    made = make_network("BAR", "CEC")
    her = people.add(made.houses["BAR"], woman(address="via Nizza 9"))
    accesses.add(
        made.houses["BAR"], Access(house="", on_date=date(2025, 3, 1), person_id=her.id, needs=["violence"])
    )
    sharing.start(made.houses["BAR"], her.id, "CEC", date.today())
    made.round()
    return made


def audited(vault: Vault) -> int:
    return int(vault.scalar("SELECT count(*) FROM audit"))


def test_a_hit_of_another_house_tells_nothing_but_that_there_may_be_one(
    shared: Network, window: Callable[[QWidget], QWidget]
) -> None:
    vault = shared.houses["CEC"]
    same = SamePerson(vault)
    window(same)
    before = audited(vault)
    child = Child(house="", person_id="", name="Yasmine", birth_date=date(2025, 1, 9))
    for typed in (woman(), woman(name="Fatma", birth_date=None), woman(phone="")):
        assert not same.ask(typed, [child]), "it warns and keeps nobody from saving"
        assert said(same) == {SENTENCE}
    assert same.isVisible() and not same.buttons
    assert audited(vault) == before


def test_beside_those_of_the_own_house_it_is_the_same_sentence(
    shared: Network, window: Callable[[QWidget], QWidget]
) -> None:
    vault = shared.houses["CEC"]
    own = people.add(vault, woman(phone="320 7654321"))
    same = SamePerson(vault)
    window(same)
    assert same.ask(woman())
    told = " ".join(said(same))
    assert SENTENCE in told and "È lei" in told
    for secret in ("BAR", "Barrito", "Nizza", "333 1234567", "2025", "condivisa", "violence"):
        assert secret not in told, secret
    assert same.ask(woman(surname="Rossi", name="Ada", phone="", birth_date=None)) is False
    assert SENTENCE not in " ".join(said(same))
    assert [one.person.id for one in people.likely_same(vault, woman())] == [own.id]


def test_the_command_line_lists_no_pair_with_another_house(
    shared: Network, capsys: pytest.CaptureFixture[str], tmp_path: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault = shared.houses["CEC"]
    people.add(vault, woman())
    assert pairs.to_review(vault) == [] == pairs.decided(vault)
    folder = vault.folder
    vault.close()
    secret = shared.folder / "frase.txt"
    secret.write_text(PASSPHRASE, encoding="utf-8")
    monkeypatch.setenv("MILLEGIORNI_USER", LUCIA.name)
    monkeypatch.setenv("MILLEGIORNI_PASSPHRASE_FILE", str(secret))
    assert run(["people", str(folder), "duplicates"]) == 0
    told = capsys.readouterr()
    assert told.out.strip() == "0 coppie da rivedere." and told.err == ""
