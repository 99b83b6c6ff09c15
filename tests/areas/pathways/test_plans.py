"""The plan on paper: what it says in each language, and what a discreet one does not."""

from collections.abc import Callable
from datetime import date, timedelta

import pypdfium2
import pytest

from millegiorni_desk import resources
from millegiorni_desk.areas.pathways import plans, service
from millegiorni_desk.areas.pathways.paper_words import language_for, texts
from millegiorni_desk.areas.pathways.plans import Wanted
from millegiorni_desk.areas.pathways.records import Appointment, Goal, GoalStep, Pathway
from millegiorni_desk.areas.pathways.service import File
from millegiorni_desk.areas.people import service as people
from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.network.records import House
from millegiorni_desk.network.vocabularies import SHIPPED
from millegiorni_desk.paper import scripts
from millegiorni_desk.vault.vault import Vault

TODAY = date.today()
SOON, PAST = TODAY + timedelta(5), TODAY - timedelta(5)


def text_of(pdf: bytes) -> str:
    """Every word of the paper, without the white between them."""
    with pypdfium2.PdfDocument(pdf) as opened:
        return "".join("".join(page.get_textpage().get_text_range().split()) for page in opened)


def squeezed(text: str) -> str:
    return "".join(text.split())


@pytest.fixture
def file(desk: Vault, open_one: Callable[..., Pathway]) -> File:
    with desk.save("house.add") as session:
        session.add(House(code="BAR", name="Casa Barrito", address="via Tepice 23"))
    return written(desk, open_one())


def written(desk: Vault, pathway: Pathway) -> File:
    goal = service.add_goal(
        desk, Goal(house="", pathway_id=pathway.id, title="Iscrizione al nido", dimension="early_learning")
    )
    for title, owner, due, done in (
        ("Portare l'ISEE", "woman", SOON, None),
        ("Compilare la domanda", "case_manager", None, None),
        ("Sentire il pediatra", "Samira Haddad", None, PAST),
    ):
        service.add_step(
            desk,
            GoalStep(
                house="", pathway_id="", goal_id=goal.id, title=title, owner=owner, due_on=due, done_on=done
            ),
        )
    left = service.add_goal(desk, Goal(house="", pathway_id=pathway.id, title="Lasciato perdere"))
    service.edit_goal(desk, left.id, state="dropped")
    with desk.save("appointment.add") as session:
        for at, state, title in (
            (f"{SOON}T09:30", "planned", "Ecografia"),
            (f"{PAST}T09:30", "planned", "Visita vecchia"),
            (f"{SOON}T11:00", "cancelled", "Visita annullata"),
        ):
            session.add(
                Appointment(house="BAR", person_id="p1", pathway_id=pathway.id, at=at, state=state, title=title,
                            place="via Pellico 19", with_whom="ostetrica Anna")
            )  # fmt: skip
    return service.file(desk, pathway.id)


@pytest.mark.parametrize("language", scripts.LANGUAGES)
@pytest.mark.parametrize("alone", [False, True])
def test_it_tells_steps_who_and_by_when_in_her_language(
    desk: Vault, file: File, language: str, alone: bool
) -> None:
    text = text_of(plans.plan(desk, file, Wanted(language, alone, contact="011 5550100")))
    for wanted in (
        "Fatima El Idrissi", "Casa Barrito", "via Tepice 23", "Lucia", "Iscrizione al nido", "Portare l'ISEE",
        f"{SOON:%d/%m/%Y}", f"{PAST:%d/%m/%Y}", "Samira Haddad", "Ecografia", "via Pellico 19", "ostetrica Anna",
        "011 5550100",
    ):  # fmt: skip
        # A reader takes the words of a page that runs from right to left in the order in which they stand.
        pieces = (
            wanted.replace("'", " ").split()
            if alone and language in scripts.RIGHT_TO_LEFT
            else [squeezed(wanted)]
        )
        assert all(piece in text for piece in pieces), wanted
    for left_out in ("Lasciato perdere", "Visita vecchia", "Visita annullata", scripts.MISSING):
        assert squeezed(left_out) not in text, left_out
    words = texts(language)
    # Arabic comes out of a PDF in the shapes of its letters: that each is drawn is asked of the typefaces.
    if language != "ar":
        assert squeezed(words.words["title"]) in text and squeezed(words.dimension["early_learning"]) in text
    assert ("Ilmiopercorso" in text) is (not alone or language == "it")
    assert ("BOZZA" in text) is (not words.reviewed)


@pytest.mark.parametrize("language", scripts.LANGUAGES)
def test_every_language_has_every_word_and_the_typefaces_draw_them(language: str) -> None:
    italian, held = texts("it"), texts(language)
    assert held.words.keys() == italian.words.keys() and all(held.words.values())
    assert held.dimension.keys() == SHIPPED["dimension"].keys() and all(held.dimension.values())
    assert "{day}" in held.words["done"]
    text = resources.read_text(f"plans/{language}.toml")
    assert {c for c in text if not scripts.drawn(c)} <= {"\n"}


def test_a_discreet_one_tells_days_places_and_the_chosen_steps_only(desk: Vault, file: File) -> None:
    hidden = ("Fatima", "Idrissi", "Barrito", "Tepice", "Lucia", "Samira", "nido", "Ecografia", "Anna", "percorso",
              "case manager", "Apprendimento")  # fmt: skip
    nothing = text_of(plans.plan(desk, file, Wanted("it", discreet=True)))
    chosen = text_of(plans.plan(desk, file, Wanted("it", discreet=True, goal_ids=[file.goals[0].id])))
    for text in (nothing, chosen):
        assert [word for word in hidden if squeezed(word).lower() in text.lower()] == []
        assert f"{SOON:%d/%m/%Y}" in text and "viaPellico19" in text
    assert "Portarel'ISEE" in chosen and "Portarel'ISEE" not in nothing


def test_a_reserved_pathway_has_a_discreet_plan_whatever_is_asked(desk: Vault, file: File) -> None:
    service.edit(desk, file.pathway.id, [desk.user_id])
    again = service.file(desk, file.pathway.id)
    assert plans.always_discreet(again) and plans.better_discreet(again)
    assert "Fatima" not in text_of(plans.plan(desk, again, Wanted("it")))


@pytest.mark.parametrize(
    ("rule", "careful"), [("only_her", True), ("through", True), ("never", True), ("any", False)]
)
def test_her_rule_of_contact_proposes_a_discreet_one(
    desk: Vault, file: File, rule: str, careful: bool
) -> None:
    people.edit(desk, "p1", contact_rule=rule)
    assert plans.better_discreet(service.file(desk, file.pathway.id)) is careful


@pytest.mark.parametrize("rule", [{"no_paper": True}, {"safe_contact": "niente carta a casa"}])
def test_who_takes_no_paper_home_is_given_no_plan(desk: Vault, file: File, rule: dict[str, object]) -> None:
    people.edit(desk, "p1", **rule)
    again = service.file(desk, file.pathway.id)
    assert "niente carta a casa" in plans.why_not(again) and not plans.why_not(file)
    with pytest.raises(InvalidValue, match="niente carta a casa"):
        plans.plan(desk, again, Wanted("it", discreet=True))


def test_a_language_without_words_is_printed_in_italian(desk: Vault, file: File) -> None:
    people.edit(desk, "p1", language="sq")
    assert language_for(service.file(desk, file.pathway.id).person) == "it"
    assert text_of(plans.plan(desk, file, Wanted("sq"))).count("Ilmiopercorso") == 1
