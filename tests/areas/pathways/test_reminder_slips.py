"""The reminder of an appointment on paper: what it says, what a discreet one does not, and for whom there is none."""

from datetime import date, timedelta

import pypdfium2
import pytest

from millegiorni_desk.areas.pathways import appointments, reminder_slips
from millegiorni_desk.areas.pathways.appointments import Line
from millegiorni_desk.areas.pathways.paper_words import texts
from millegiorni_desk.areas.pathways.records import Appointment, Pathway
from millegiorni_desk.areas.people import service as people
from millegiorni_desk.areas.people.records import Person
from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.paper import scripts
from millegiorni_desk.vault.vault import Vault

SOON = date.today() + timedelta(days=3)


def line(vault: Vault, pathway: Pathway, readers: list[str] | None = None, **known: object) -> Line:
    told = {"at": f"{SOON}T10:30", "title": "Ecografia", "place": "via Pellico 19", "with_whom": "ostetrica Anna",
            "notes": "porta il referto", **known}  # fmt: skip
    made = Appointment(house="", person_id="", pathway_id=pathway.id, **told)
    return appointments.line(vault, appointments.add(vault, made, readers).id)


def text_of(pdf: bytes) -> str:
    """Every word of the paper, without the white between them."""
    with pypdfium2.PdfDocument(pdf) as opened:
        assert len(opened) == 1
        return "".join(opened[0].get_textpage().get_text_range().split())


@pytest.mark.parametrize("language", scripts.LANGUAGES)
def test_day_hour_place_and_with_whom_stand_in_her_language(
    lucia: Vault, pathway: Pathway, language: str
) -> None:
    text = text_of(reminder_slips.slip(lucia, line(lucia, pathway), language, desk="011 5550100"))
    for wanted in (f"{SOON:%d/%m/%Y},10:30", "Ecografia", "viaPellico19", "ostetricaAnna", "FatimaElIdrissi",
                   "Barrito", "0115550100", "Senonpuoiandare"):  # fmt: skip
        assert wanted in text, wanted
    assert scripts.MISSING not in text and "referto" not in text and "333" not in text
    words = texts(language)
    # Arabic comes out of a PDF in the shapes of its letters: that each is drawn is asked of the typefaces.
    if language != "ar":
        assert "".join(words.words["if_you_cannot"].split()) in text
    assert ("BOZZA" in text) is (not words.reviewed)


@pytest.mark.parametrize("reserved", [True, False])
def test_a_discreet_one_says_when_and_where_only(lucia: Vault, pathway: Pathway, reserved: bool) -> None:
    made = line(lucia, pathway, [lucia.user_id] if reserved else None)
    assert reminder_slips.always_discreet(made) is reserved
    text = text_of(reminder_slips.slip(lucia, made, "fr", discreet=not reserved))
    assert f"{SOON:%d/%m/%Y}" in text and "viaPellico19" in text
    assert [word for word in ("Fatima", "Ecografia", "Anna", "Barrito", "percorso") if word in text] == []


@pytest.mark.parametrize(
    ("rule", "words", "paper", "careful"),
    [
        ("calls", "", True, False),
        ("never", "", True, True),
        ("only_her", "", True, True),
        ("any", "non chiamare la sera a casa", True, False),
        ("any", "Niente a casa, per favore", False, True),
        ("", "mai lasciarle biglietti", False, True),
        ("", "Non dare nulla di scritto", False, True),
    ],
)
def test_her_rule_of_contact_holds_for_paper(
    lucia: Vault, pathway: Pathway, fatima: Person, rule: str, words: str, paper: bool, careful: bool
) -> None:
    people.edit(lucia, fatima.id, contact_rule=rule, safe_contact=words)
    made = line(lucia, pathway)
    assert made.person is not None
    assert ("slip" in appointments.reach(made.person).ways, reminder_slips.better_discreet(made)) == (
        paper,
        careful,
    )
    if paper:
        assert reminder_slips.slip(lucia, made, "it")
    else:
        with pytest.raises(InvalidValue, match=words):
            reminder_slips.slip(lucia, made, "it")
        with pytest.raises(InvalidValue):
            appointments.remind(lucia, made.appointment.id, "slip")


def test_what_is_no_longer_planned_is_not_printed(lucia: Vault, pathway: Pathway) -> None:
    made = line(lucia, pathway)
    appointments.settle(lucia, made.appointment.id, "cancelled")
    with pytest.raises(InvalidValue, match="non è più in programma"):
        reminder_slips.slip(lucia, appointments.line(lucia, made.appointment.id), "it")
