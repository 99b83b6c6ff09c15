"""A story is published only while its woman agrees to it."""

from collections.abc import Callable
from datetime import date

import pytest

from millegiorni_desk.areas.pathways import service as pathways
from millegiorni_desk.areas.pathways.records import Pathway
from millegiorni_desk.areas.people import service as people
from millegiorni_desk.areas.people.records import Person
from millegiorni_desk.areas.privacy import consents
from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.flows import stories
from millegiorni_desk.vault.vault import Vault

from .conftest import Network

OPENED, AGREED, LATER = date(2025, 3, 1), date(2025, 9, 1), date(2025, 10, 1)
STORY = "Alba arriva in primavera, e a settembre il nido comincia."


@pytest.fixture
def vault(make_network: Callable[..., Network]) -> Vault:
    made = make_network("BAR").houses["BAR"]
    people.add(made, Person(id="p1", house="", name="Fatima", surname="El Idrissi"))
    pathways.open_pathway(made, Pathway(id="w1", house="", person_id="p1", opened_on=OPENED))
    return made


def test_without_consent_it_is_kept_and_never_published(vault: Vault) -> None:
    stories.tell(vault, "w1", STORY, "Alba", None)
    assert pathways.file(vault, "w1").pathway.story == STORY
    assert stories.publishable(vault) == [] and stories.consent(vault, "p1") is None


def test_her_consent_stands_in_the_register_and_publishes_it(vault: Vault) -> None:
    before = stories.tell(vault, "w1", STORY, "Alba", AGREED)
    assert stories.publishable(vault) == [stories.Story("w1", "Alba", STORY)]
    answer = stories.consent(vault, "p1")
    assert answer is not None and (answer.answer, answer.on_date) == ("given", AGREED)
    stories.take_back(vault, before)
    assert stories.publishable(vault) == [] and stories.consent(vault, "p1") is None
    assert pathways.file(vault, "w1").pathway.story == ""


def test_withdrawn_it_is_published_no_more(vault: Vault) -> None:
    stories.tell(vault, "w1", STORY, "Alba", AGREED)
    consents.answer(vault, "p1", "stories", "withdrawn", LATER)
    assert stories.publishable(vault) == []


def test_a_refused_story_records_no_consent(vault: Vault) -> None:
    with pytest.raises(InvalidValue):
        stories.tell(vault, "w1", "Fatima arriva.", "Alba", AGREED)
    assert stories.consent(vault, "p1") is None


def test_what_is_reserved_to_others_is_not_published(vault: Vault) -> None:
    stories.tell(vault, "w1", STORY, "Alba", AGREED)
    stranger = "01900000-0000-7000-8000-000000000000"
    pathways.edit(vault, "w1", [vault.user_id])
    assert [story.words for story in stories.publishable(vault)] == [STORY]
    pathways.edit(vault, "w1", [stranger])
    assert stories.publishable(vault) == []
