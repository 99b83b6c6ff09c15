"""Countries and languages as desks write them."""

import subprocess
import sys

import pytest

from millegiorni_desk.areas.people import countries, languages


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("Marocco", "MA"),
        ("MAROCCHINA", "MA"),
        ("marocchine", "MA"),
        ("nigeriano", "NG"),
        ("Perù", "PE"),
        ("peru", "PE"),
        ("peruviana", "PE"),
        ("Bangladesh", "BD"),
        ("bangladese", "BD"),
        ("bengalesi", "BD"),
        ("cinese", "CN"),
        ("cinesi", "CN"),
        ("Romena", "RO"),
        ("rumeno", "RO"),
        ("italiana", "IT"),
        ("Costa d’Avorio", "CI"),
        ("Costa d'Avorio", "CI"),
        ("polacche", "PL"),
        ("egiziana", "EG"),
        ("moldava", "MD"),
        ("Sri Lanka", "LK"),
        ("ma", "MA"),
        ("IT", "IT"),
        ("Atlantide", ""),
        ("", ""),
        ("xx", ""),
    ],
)
def test_what_people_write(written: str, code: str) -> None:
    assert countries.country_code(written) == code


@pytest.mark.parametrize(
    ("code", "istat"),
    [
        ("IT", "100"), ("RO", "235"), ("MA", "436"), ("NG", "443"), ("PE", "615"), ("CN", "314"), ("BD", "305"),
        ("AL", "201"), ("EG", "419"), ("SN", "450"), ("UA", "243"), ("MD", "254"), ("BR", "605"), ("PK", "344"),
        ("PH", "323"), ("TN", "460"), ("CI", "404"), ("GH", "423"), ("EC", "609"), ("XK", "272"), ("GB", "219"),
        ("XA", "999"), ("LK", "311"), ("SO", "453"), ("CD", "463"), ("SS", "467"),
    ],
)  # fmt: skip
def test_istat_codes_both_ways(code: str, istat: str) -> None:
    assert countries.istat_code(code) == istat
    assert countries.country_of_istat(istat) == code
    assert countries.country_code(f" {istat} ") == code


def test_a_cadastral_code_and_the_name_that_istat_uses_find_the_country_too() -> None:
    assert countries.country_code("z330") == "MA"
    assert countries.country_code("Federazione russa") == "RU"
    assert countries.country_code("Moldova") == "MD"
    assert (countries.country_code("apolide"), countries.country_name("XA")) == ("XA", "Apolide")
    assert "XA" not in countries.countries()


def test_the_classification_is_whole_and_says_each_thing_once() -> None:
    listed = countries.states()
    assert len(listed) == len({state.istat for state in listed}) == len({state.iso for state in listed})
    foreign = [state.belfiore for state in listed if state.belfiore]
    assert len(foreign) == len(set(foreign)) > 200
    assert all(state.iso in countries.citizenships() for state in listed)


def test_every_country_is_read_back_from_its_name() -> None:
    listed = countries.countries()
    assert 190 < len(listed) < 250
    for code, name in listed.items():
        assert countries.country_code(name) == code, name
        assert countries.country_code(code) == code
        assert countries.country_name(code) == name


def test_an_unknown_code_is_shown_as_it_is() -> None:
    assert countries.country_name("ZZ") == "ZZ"
    assert languages.language_name("qqq") == "qqq"


@pytest.mark.parametrize(
    ("place", "code"),
    [
        ("Z330", "MA"), ("Z335", "NG"), ("Z611", "PE"), ("Z249", "BD"), ("Z210", "CN"), ("Z129", "RO"),
        ("Z336", "EG"), ("Z343", "SN"), ("Z100", "AL"), ("Z140", "MD"), ("L219", "IT"), ("z330", "MA"),
        ("Z135", ""), ("Z999", ""), ("", ""),
    ],
)  # fmt: skip
def test_birthplaces(place: str, code: str) -> None:
    assert countries.country_of_birthplace(place) == code


def test_birthplaces_name_countries_that_exist_and_are_read_back() -> None:
    for code in countries.countries():
        place = countries.birthplace_of_country(code)
        assert not place or countries.country_of_birthplace(place) == code
    assert countries.birthplace_of_country("MA") == "Z330"
    assert countries.birthplace_of_country("IT") == ""


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("Arabo", "ar"),
        ("araba", "ar"),
        ("Bangla", "bn"),
        ("bengalese", "bn"),
        ("lingua rumena", "ro"),
        ("Edo", "bin"),
        ("darija", "ary"),
        ("Mandarino", "zh"),
        ("spagnolo", "es"),
        ("FR", "fr"),
        ("klingoniano", ""),
        ("", ""),
    ],
)
def test_languages(written: str, code: str) -> None:
    assert languages.language_code(written) == code


def test_every_language_is_read_back_from_its_name() -> None:
    # A few names ("ga", "wu") are also another language's code, and a code is what they then mean.
    named = {code: name for code, name in languages.languages().items() if len(name) > 3}
    assert len(named) > 500
    for code, name in named.items():
        assert languages.languages()[languages.language_code(name)] == name, code


def test_importing_costs_no_table_of_names() -> None:
    code = (
        "import sys; import millegiorni_desk.areas.people.countries, millegiorni_desk.areas.people.languages, "
        "millegiorni_desk.areas.people.search; "
        "sys.exit(any(name.split('.')[0] in ('babel', 'stdnum') for name in sys.modules))"
    )
    assert (
        subprocess.run(
            [sys.executable, "-c", code], check=False, env={"PYTHONPATH": ":".join(sys.path)}
        ).returncode
        == 0
    )
