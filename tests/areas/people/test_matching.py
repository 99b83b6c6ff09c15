"""Who is the same woman, and who is only her sister: verdicts and reasons on names of the communities."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from millegiorni_desk.areas.people import codice_fiscale as cf
from millegiorni_desk.areas.people.linkage.features import Features, features_from
from millegiorni_desk.areas.people.linkage.matching import Match, compare, compare_if_possible, features_of
from millegiorni_desk.areas.people.records import Child, Person

MARCH = date(1990, 3, 12)
RANKS = ("different", "possible", "likely", "same")


def woman(surname: str, name: str, born: date | None = None, **values: Any) -> Features:
    return features_from(surname=surname, name=name, birth_date=born, **values)


def at_least(match: Match, verdict: str) -> bool:
    return RANKS.index(match.verdict) >= RANKS.index(verdict)


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        (("El Amrani", "Fatma"), ("Elamrani", "Fatima"), "stesso suono del nome (Fatma/Fatima)"),
        (("Ait Ouarab", "Chaima"), ("Aitouarab", "Shayma"), "stesso suono del nome (Chaima/Shayma)"),
        (("Ben Ali", "Khadija"), ("Benali", "Kadidja"), "stesso suono del nome (Khadija/Kadidja)"),
        (("Osagie", "Blessing"), ("Blessing", "Osagie"), "nome e cognome scambiati"),
        (("Omoregie", "Faith Itohan"), ("Omoregie", "Faith"), "manca una parte del nome"),
        (("Quispe Mamani", "Rosa María"), ("Quispe", "Rosa Maria"), "manca una parte del nome"),
        (("Hernández Rojas", "Yesenia"), ("Hernandes Rojas", "Yesenia"), "stesso suono del cognome"),
        (("Hossain", "Nasrin"), ("Hussein", "Nasreen"), "stesso suono del nome (Nasrin/Nasreen)"),
        (("Wang", "Xiaoli"), ("Xiao Li", "Wang"), "nome e cognome scambiati"),
        (("Zhang", "Xiao Mei"), ("Zhang", "Xiaomei"), "stesso nome e cognome"),
        (("Ștefănescu", "Mihaela"), ("Stefanescu", "Michaela"), "stesso suono del nome"),
        (("Popescu", "Gheorghiţa"), ("Popecsu", "Gheorghita"), "cognome simile (Popescu/Popecsu)"),
        (("D'Angelo", "Giusy"), ("D’Angelo", "Giuseppina"), "stesso suono del nome (Giusy/Giuseppina)"),
        (("De Luca", "Annamaria"), ("Deluca", "Anna Maria"), "stesso nome e cognome"),
    ],
)
def test_the_same_woman_written_otherwise(one: tuple[str, str], other: tuple[str, str], reason: str) -> None:
    match = compare(woman(*one, MARCH), woman(*other, MARCH))
    assert at_least(match, "likely"), match
    assert any(said.startswith(reason) for said in match.reasons), match.reasons
    assert not match.links_by_itself


@pytest.mark.parametrize(
    ("born", "other", "reason"),
    [
        (MARCH, date(1990, 12, 3), "data con giorno e mese scambiati"),
        (MARCH, date(1990, 3, 21), "data di nascita quasi uguale"),
        (MARCH, date(1991, 3, 12), "data di nascita quasi uguale"),
        (date(1989, 3, 12), date(1998, 3, 12), "data di nascita quasi uguale"),
        (date(1990, 1, 1), date(1990, 1, 1), "stesso anno di nascita (1° gennaio)"),
    ],
)
def test_dates_that_are_nearly_the_same(born: date, other: date, reason: str) -> None:
    match = compare(woman("Ouarzazi", "Ghizlane", born), woman("Ouarzazi", "Ghizlane", other))
    assert at_least(match, "likely"), match
    assert reason in match.reasons


def test_a_year_alone_is_less_than_a_day() -> None:
    by_year = woman("Talukder", "Farhana", date(1990, 1, 1), birth_precision="year")
    with_day = compare(woman("Talukder", "Farhana", MARCH), woman("Talukder", "Farhana", MARCH))
    with_year = compare(by_year, woman("Talukder", "Farhana", MARCH))
    assert "stesso anno di nascita" in with_year.reasons
    assert 0 < with_year.bits < with_day.bits
    assert compare(by_year, woman("Talukder", "Farhana", date(1970, 5, 6))).verdict == "different"


HOME: dict[str, Any] = {"phone": "3331234567", "address": "Via Cigna 12", "citizenship": "MA"}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("El Amrani", "Fatima"), ("El Amrani", "Khadija")),
        (("Quispe Mamani", "Rosa"), ("Quispe Mamani", "Carmen")),
        (("Popescu", "Ioana"), ("Popescu", "Andreea")),
        (("Okafor", "Blessing"), ("Okafor", "Precious")),
        (("Chen", "Xiaoli"), ("Chen", "Meiling")),
        (("Rossi", "Giulia"), ("Giorgia", "Rossi")),
    ],
)
def test_twins_are_not_one_woman(one: tuple[str, str], other: tuple[str, str]) -> None:
    match = compare(woman(*one, MARCH, **HOME), woman(*other, MARCH, **HOME))
    assert not at_least(match, "likely"), match
    assert "given_names" in match.vetoes
    assert "attenzione: stesso indirizzo, può essere una sorella" in match.reasons


@pytest.mark.parametrize(
    ("one", "other"),
    [(("Miah", "Marina"), ("Miah", "Maria")), (("El Amrani", "Samira"), ("El Amrani", "Samia"))],
)
def test_twins_with_names_alike_are_left_to_people(one: tuple[str, str], other: tuple[str, str]) -> None:
    match = compare(woman(*one, MARCH, **HOME), woman(*other, MARCH, **HOME))
    assert not at_least(match, "likely"), match
    assert "similar_names" in match.vetoes


def test_sisters_are_different() -> None:
    match = compare(woman("Begum", "Rina", MARCH, **HOME), woman("Begum", "Shirin", date(1994, 7, 1), **HOME))
    assert match.verdict == "different"


def test_mother_and_daughter_of_one_name_are_different() -> None:
    mother = woman("Popescu", "Maria", date(1966, 4, 2), **HOME)
    match = compare(mother, woman("Popescu", "Maria", MARCH, **HOME))
    assert match.verdict == "different"
    assert "attenzione: può essere la madre o la figlia" in match.reasons


def test_a_name_and_an_address_are_never_enough() -> None:
    home: dict[str, Any] = {"address": "Via Cigna 12"}
    match = compare(woman("Igbinedion", "Itohan", **home), woman("Igbinedion", "Itohan", **home))
    assert match.verdict == "possible"
    assert match.vetoes == ("names_only",)


def test_begum_and_akter_are_hardly_a_difference() -> None:
    home: dict[str, Any] = {"phone": "3331234567", "citizenship": "BD"}
    one = woman("Begum", "Mst Fatema", date(1990, 1, 1), **home)
    match = compare(one, woman("Akter", "Fatima", date(1990, 1, 1), **home))
    assert match.verdict == "likely"


def test_a_married_name_is_seen_as_another_surname() -> None:
    match = compare(woman("Rossi", "Ludovica", MARCH, **HOME), woman("Bianchi", "Ludovica", MARCH, **HOME))
    assert at_least(match, "likely")
    assert "cognomi diversi" in match.reasons


def code(surname: str, name: str, born: date = MARCH, place: str = "Z330") -> str:
    return cf.make(surname, name, born, "F", place)


def test_an_equal_code_with_agreeing_names_links_by_itself() -> None:
    same = code("El Amrani", "Fatima")
    match = compare(
        woman("El Amrani", "Fatma", codice_fiscale=same),
        woman("Fatima", "Elamrani", codice_fiscale=same.lower()),
    )
    assert match.links_by_itself
    assert match.verdict == "same"
    assert match.reasons[0] == "stesso codice fiscale"


def test_an_equal_code_with_another_name_does_not() -> None:
    same = code("Rossi", "Mario")
    match = compare(
        woman("Rossi", "Mario", codice_fiscale=same), woman("Bianchi", "Lucia", codice_fiscale=same)
    )
    assert not match.links_by_itself
    assert not at_least(match, "likely")


def test_an_equal_code_that_cannot_be_right_does_not() -> None:
    wrong = code("El Amrani", "Fatima")[:-1] + "0"
    match = compare(
        woman("El Amrani", "Fatima", MARCH, codice_fiscale=wrong),
        woman("El Amrani", "Fatima", MARCH, codice_fiscale=wrong),
    )
    assert not match.links_by_itself
    assert match.verdict == "same"


def test_the_mothers_code_on_her_namesake_daughter_does_not_link() -> None:
    mothers = code("Popescu", "Maria", date(1966, 4, 2), "Z129")
    match = compare(
        woman("Popescu", "Maria", date(1966, 4, 2), codice_fiscale=mothers),
        woman("Popescu", "Maria", MARCH, codice_fiscale=mothers),
    )
    assert not match.links_by_itself


def test_two_valid_codes_keep_apart() -> None:
    one, other = code("Rossi", "Maria", place="L219"), cf.with_omocodia(code("Rossi", "Maria", place="L219"))
    match = compare(
        woman("Rossi", "Maria", MARCH, codice_fiscale=one),
        woman("Rossi", "Maria", MARCH, codice_fiscale=other),
    )
    assert "codes" in match.vetoes
    assert not at_least(match, "likely")
    assert "attenzione: due codici fiscali validi e diversi" in match.reasons


def test_a_provisional_code_and_a_final_one_can_both_be_hers() -> None:
    match = compare(
        woman("Okafor", "Chioma", MARCH, codice_fiscale="00743110157"),
        woman("Okafor", "Chioma", MARCH, codice_fiscale=code("Okafor", "Chioma", place="Z335")),
    )
    assert match.vetoes == ()
    assert at_least(match, "likely")


def test_a_code_mistyped_by_one_letter() -> None:
    right = code("El Amrani", "Fatima")
    match = compare(
        woman("El Amrani", "Fatima", codice_fiscale=right),
        woman("El Amrani", "Fatima", codice_fiscale=right[:5] + "W" + right[6:]),
    )
    assert "codice fiscale diverso per un solo carattere" in match.reasons
    assert at_least(match, "likely")
    assert not match.links_by_itself


@pytest.mark.parametrize(
    ("code", "other"),
    [("3792276", "3792276"), ("3792276", "3792216"), ("RSSMRA90C52Z330B", "RSSMRA90C59Z630B")],
)
def test_a_number_that_is_no_right_code_still_tells_who_she_is(code: str, other: str) -> None:
    one = woman("Ouarzazi", "Ghizlane", MARCH, codice_fiscale=code, address="Via Cigna 12")
    away = date(1961, 7, 4)
    for surname, name, born in (
        ("Bennani", "Ghizlane", MARCH),
        ("Ouarzazi", "Monica", MARCH),
        ("Ouarzazi", "Ghizlane", away),
    ):
        numbered = woman(surname, name, born, codice_fiscale=other, address="Via Cigna 12")
        without = woman(surname, name, born, address="Via Cigna 12")
        assert compare(one, numbered).bits > compare(one, without).bits + 9
        assert not compare(one, numbered).links_by_itself


def test_a_mistyped_code_that_tells_her_name_softens_another_one() -> None:
    one = woman("Tong", "Yulan", MARCH, codice_fiscale=cf.make("Tong", "Yulan", MARCH, "F", "Z210"))
    digits_mixed = one.codice_fiscale[:6] + "09C25Z012" + one.codice_fiscale[15]
    as_she_is_called = woman("Tong", "Elena", MARCH, codice_fiscale=digits_mixed)
    sisters = woman("Tong", "Elena", MARCH, codice_fiscale="TNGLNE" + digits_mixed[6:])
    assert "given_names" in compare(one, as_she_is_called).vetoes
    assert compare(one, as_she_is_called).bits > compare(one, sisters).bits + 4


@pytest.mark.parametrize("written", ["NON DISPONIBILE", "0000000000"])
def test_what_is_written_for_want_of_a_code_says_nothing(written: str) -> None:
    one, other = (woman("Ouarzazi", name, MARCH, codice_fiscale=written) for name in ("Ghizlane", "Hanane"))
    assert compare(one, other).bits == compare(woman("Ouarzazi", "Ghizlane", MARCH), other).bits


@pytest.mark.parametrize(
    ("written", "near"),
    [
        ("Via Cigna 12, Barriera di Milano", True),
        ("Via Giuliocesare 12", False),
        ("Via Cigna 112", True),
        ("Via Nizza 12", False),
    ],
)
def test_an_address_with_the_quarter_too_is_the_same_one(written: str, near: bool) -> None:
    one = woman("Ouarzazi", "Ghizlane", MARCH, address="Via Cigna 12")
    other = woman("Ouarzazi", "Ghizlane", MARCH, address=written)
    unknown = woman("Ouarzazi", "Ghizlane", MARCH)
    assert (compare(one, other).bits > compare(one, unknown).bits) == near


def test_the_code_fills_in_a_first_of_january() -> None:
    known = features_from(birth_date=date(1990, 1, 1), codice_fiscale=code("Begum", "Fatema", place="Z249"))
    assert known.birth is not None
    assert known.birth.day == MARCH
    assert features_from(codice_fiscale=code("Begum", "Fatema", place="Z249")).birth == known.birth
    other_year = features_from(birth_date=date(1985, 1, 1), codice_fiscale=code("Begum", "Fatema"))
    assert other_year.birth is not None
    assert other_year.birth.day == date(1985, 1, 1)


def test_a_shared_child_tells_much_of_a_woman_and_little_of_her_mother() -> None:
    children = (("Adam", date(2024, 5, 6)),)
    one, other = woman("Alaoui", "Hanane", children=children), woman("Alaoui", "Hanan", children=children)
    alone = compare(woman("Alaoui", "Hanane"), woman("Alaoui", "Hanan"))
    shared = compare(one, other)
    assert "stesso figlio o figlia" in shared.reasons
    assert shared.bits > alone.bits
    grandmother = woman("Alaoui", "Rkia", children=children)
    assert compare(one, grandmother).verdict == "different"


def test_features_of_records() -> None:
    person = Person(
        house="BAR", surname="El Amrani", name="Fatima", birth_date=MARCH, phone="+39 333 1234567"
    )
    children = [
        Child(house="BAR", person_id=person.id, name="Adam", birth_date=date(2024, 5, 6)),
        Child(house="BAR", person_id=person.id, name="Sara", voided=True),
    ]
    features = features_of(person, children)
    assert features.person_id == person.id
    assert features.surname == ("amrani",)
    assert features.phone == "3331234567"
    assert [child.born for child in features.children] == [date(2024, 5, 6)]


_PARTS = (
    "Fatima Fatma Khadija Samira Samia Maria Marina Rosa Blessing Joy Xiaoli Xiao Li Wang Begum Akter Popescu "
    "Popesku Quispe Mamani Rossi El Amrani Elamrani Ben Ali Benali De Luca Luca F"
).split()
_name = st.lists(st.sampled_from(_PARTS), max_size=3).map(" ".join)
_born = st.none() | st.builds(
    date, st.sampled_from([1966, 1989, 1990, 1998]), st.sampled_from([1, 3, 12]), st.sampled_from([1, 3, 12])
)
_code = st.sampled_from(
    [
        "",
        code("Rossi", "Maria"),
        cf.with_omocodia(code("Rossi", "Maria")),
        code("Rossi", "Maria")[:-1] + "0",
        "00743110157",
    ]
)
_women = st.builds(
    features_from,
    surname=_name,
    name=_name,
    birth_date=_born,
    birth_precision=st.sampled_from(["day", "year"]),
    codice_fiscale=_code,
    phone=st.sampled_from(["", "3331234567", "3331234568", "3200000001"]),
    address=st.sampled_from(["", "Via Cigna 1", "Via Nizza 2"]),
    citizenship=st.sampled_from(["", "IT", "MA"]),
    gender=st.sampled_from(["", "F", "M"]),
    children=st.sampled_from([(), (("Adam", date(2024, 5, 6)),), (("", date(2024, 5, 6)),)]),
)


def _unordered(match: Match) -> tuple[object, ...]:
    reasons = tuple(reason.split("(")[0] for reason in match.reasons)
    return match.bits, match.verdict, match.vetoes, match.links_by_itself, reasons


@given(_women, _women)
def test_the_order_of_the_two_does_not_matter(one: Features, other: Features) -> None:
    assert _unordered(compare(one, other)) == _unordered(compare(other, one))


@given(_women, _women)
def test_what_links_by_itself_has_an_equal_valid_code_and_no_veto(one: Features, other: Features) -> None:
    match = compare(one, other)
    assert match == compare(one, other)
    assert len(match.reasons) <= 6
    if match.links_by_itself:
        assert one.codice_fiscale == other.codice_fiscale
        assert one.code_valid
        assert not match.vetoes
    if match.vetoes:
        assert not at_least(match, "likely")
    spared = compare_if_possible(one, other)
    assert (spared is None) == (match.verdict == "different")
    assert spared in (None, match)


@given(_women)
def test_a_woman_is_never_less_herself_than_possible(one: Features) -> None:
    match = compare(one, one)
    assert match.bits >= 0 or not (one.surname or one.given)
    assert not {"given_names", "codes", "generation", "similar_names"} & set(match.vetoes)
