"""The slip: in every language beside Italian, with the code, and nothing on it that could harm her."""

import tomllib
from datetime import date

import pypdfium2
import pytest

from millegiorni_desk import resources
from millegiorni_desk.areas.people import service as people
from millegiorni_desk.areas.people.records import Person
from millegiorni_desk.areas.referrals import codes, service, slips
from millegiorni_desk.areas.referrals.records import Referral, Service
from millegiorni_desk.areas.referrals.service import Line
from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.network import service as network
from millegiorni_desk.network.desk_contact import desk_contact, keep_desk_contact
from millegiorni_desk.network.records import Term
from millegiorni_desk.network.vocabularies import SHIPPED
from millegiorni_desk.paper import scripts
from millegiorni_desk.paper.scripts import LANGUAGES
from millegiorni_desk.vault.vault import Vault


def referred(vault: Vault, person: Person, to: Service, **told: object) -> Line:
    known = {"house": "", "person_id": person.id, "service_id": to.id, "code": "", "on_date": date.today()}
    made = service.refer(vault, Referral(**{**known, **told}))
    return service.by_code(vault, made.code)


def text_of(pdf: bytes) -> str:
    """Every word of the paper, without the white between them."""
    with pypdfium2.PdfDocument(pdf) as opened:
        assert len(opened) == 1
        return "".join(opened[0].get_textpage().get_text_range().split())


def squeezed(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_stands_in_her_language_beside_italian(
    vault: Vault, fatima: Person, consultorio: Service, language: str
) -> None:
    line = referred(vault, fatima, consultorio, need="pregnancy", appointment="martedì ore 10:30")
    text = text_of(
        slips.slip(vault, line, language, bring=["health_card", "isee"], contact="011 5550100, ore 9-13")
    )
    for wanted in (
        codes.shown(line.referral.code), "Consultorio di via Pellico", "via Silvio Pellico 19", "martedì ore 10:30",
        "lunedì-venerdì 8:30-12", "El Idrissi", "Barrito", "via Tepice 23", "Lucia", "011 5550100", "Tessera sanitaria",
    ):  # fmt: skip
        assert squeezed(wanted) in text, wanted
    assert scripts.MISSING not in text
    words = slips.texts(language)
    # Arabic comes out of a PDF in the shapes of its letters: that each is drawn is asked of the typefaces.
    if language != "ar":
        assert squeezed(words.words["where"]) in text and squeezed(words.bring["isee"]) in text
    # Across the page, and at its foot with the language that nobody has read.
    assert text.count("BOZZA") == (0 if words.reviewed else 2)


@pytest.mark.parametrize("rule", [{"no_paper": True}, {"safe_contact": "niente carta a casa"}])
def test_who_takes_no_paper_home_is_given_no_slip(
    vault: Vault, fatima: Person, consultorio: Service, rule: dict[str, object]
) -> None:
    assert slips.why_not(referred(vault, fatima, consultorio)) == ""
    people.edit(vault, fatima.id, **rule)
    line = referred(vault, fatima, consultorio)
    assert "niente carta a casa" in slips.why_not(line)
    with pytest.raises(InvalidValue, match="niente carta a casa"):
        slips.slip(vault, line, "it", discreet=True)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_every_word_and_the_typefaces_draw_them(language: str) -> None:
    italian, held = slips.texts("it"), slips.texts(language)
    assert held.words.keys() == italian.words.keys()
    assert held.bring.keys() == italian.bring.keys() == SHIPPED["bring"].keys()
    text = resources.read_text(f"slips/{language}.toml")
    assert all(scripts.drawn(sign) for sign in text if sign != "\n")
    assert all(all(part.values()) for part in tomllib.loads(text).values() if isinstance(part, dict))


def test_no_number_of_hers_and_no_need_is_on_it(vault: Vault, consultorio: Service) -> None:
    joy = people.add(
        vault, Person(house="", name="Joy", surname="Osas", phone="333 1234567", safe_contact="solo mattino")
    )
    line = referred(
        vault, joy, consultorio, need="income", reason="debiti con l'affitto", offer="un prestito"
    )
    text = text_of(slips.slip(vault, line, "en"))
    for hidden in ("333", "mattino", "Reddito", "debiti", "prestito"):
        assert hidden not in text
    assert "JoyOsas" in text


@pytest.mark.parametrize("told", [{"need": "violence"}, {"discreet": True}])
def test_a_discreet_one_tells_an_address_and_an_hour_only(
    vault: Vault, fatima: Person, told: dict[str, object]
) -> None:
    from millegiorni_desk.areas.referrals import directory

    refuge = directory.add(
        vault,
        Service(
            name="Centro antiviolenza Demetra", kind="other", address="corso Bramante 88", hours="9-17",
            phone="011 5550190", email="aiuto@demetra.example", contact="dottoressa Neri", how_to_book="con riserbo",
            notes="uscita sul retro", languages=["ar"],
        ),
    )  # fmt: skip
    line = referred(vault, fatima, refuge, appointment="lunedì ore 15", **told)
    pdf = slips.slip(vault, line, "ar", discreet=bool(told.get("discreet")), bring=["identity"])
    text = text_of(pdf)
    for wanted in ("corso Bramante 88", "lunedì ore 15", "9-17", codes.shown(line.referral.code), "Barrito"):
        assert squeezed(wanted) in text
    for hidden in (
        "antiviolenza",
        "Demetra",
        "Violenza",
        "Idrissi",
        "Fatima",
        "5550190",
        "Neri",
        "riserbo",
        "retro",
    ):
        assert hidden.lower() not in text.lower(), hidden
    with pypdfium2.PdfDocument(pdf) as opened:
        assert "Demetra" not in str(opened.get_metadata_dict())


def test_what_may_not_be_told_is_not_told_by_unticking(
    vault: Vault, fatima: Person, consultorio: Service
) -> None:
    line = referred(vault, fatima, consultorio, need="violence")
    assert "Pellico19" in (text := text_of(slips.slip(vault, line, "fr", discreet=False)))
    assert "Consultorio" not in text and "Idrissi" not in text


def test_a_language_without_words_is_printed_in_italian_alone(
    vault: Vault, fatima: Person, consultorio: Service
) -> None:
    line = referred(vault, fatima, consultorio, language="sq")
    assert slips.language_for("sq") == "it"
    assert text_of(slips.slip(vault, line, "sq")).count("Promemoria") == 1


def test_what_the_coordination_adds_to_bring_is_in_italian(
    vault: Vault, fatima: Person, consultorio: Service
) -> None:
    network.add_term(vault, Term(vocabulary="bring", code="stroller", label="Passeggino"))
    line = referred(vault, fatima, consultorio)
    assert text_of(slips.slip(vault, line, "es", bring=["stroller"])).count("Passeggino") == 2


def test_the_desk_is_found_by_what_was_written_last(vault: Vault) -> None:
    assert desk_contact(vault) == ""
    keep_desk_contact(vault, "  011 5550100 ")
    assert desk_contact(vault) == "011 5550100"


def test_it_says_the_day_she_was_received_however_late_it_is_printed(
    vault: Vault, fatima: Person, consultorio: Service
) -> None:
    line = referred(vault, fatima, consultorio, on_date=date(2025, 3, 14))
    assert f"{line.referral.referred_by},14/03/2025" in text_of(slips.slip(vault, line, "it"))
