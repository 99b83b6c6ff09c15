"""Search as you type, and the index that follows every write."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from millegiorni_desk.areas.people import indexing, search
from millegiorni_desk.areas.people.codice_fiscale import make
from millegiorni_desk.areas.people.linkage.features import features_from
from tests.areas.people.registry import Registry

PEOPLE = (
    ("El Amrani", "Fatima", "1990-03-12", "+39 333 1234567", "BAR"),
    ("Alaoui", "Khadija", "1988-07-01", "3201112223", "BAR"),
    ("Osagie", "Blessing", "1995-11-30", "3511112223", "CEC"),
    ("Quispe Mamani", "Rosa María", "1987-05-06", "", "CEC"),
    ("Begum", "Fatema", "1990-01-01", "3471112223", "BAR"),
    ("Wang", "Xiaoli", "1992-10-09", "", "BAR"),
    ("Ștefănescu", "Mihaela", "1984-02-03", "3281112223", "CEC"),
    ("De Luca", "Giuseppina", "1979-12-25", "0119876543", "BAR"),
    ("Ben Ali", "Mohamed", "1983-04-05", "", "CEC"),
    ("Chen", "Xiao Mei", "1996-03-02", "", "BAR"),
    ("Esposito", "Annamaria", "1981-06-07", "", "BAR"),
    ("Dell'Orto", "Niccolò", "1993-08-09", "", "BAR"),
)


@pytest.fixture
def ids(registry: Registry) -> dict[str, str]:
    """The registry filled with :data:`PEOPLE`: surname → id."""
    found = {
        surname: registry.add(surname, name, born, phone=phone, house=house)
        for surname, name, born, phone, house in PEOPLE
    }
    assert search.refresh(registry.raw) == len(PEOPLE)
    return found


@pytest.mark.parametrize(
    ("typed", "surname"),
    [
        ("fatima el am", "El Amrani"),
        ("amrani fat", "El Amrani"),
        ("am fat", "El Amrani"),
        ("elamr", "El Amrani"),
        ("Fatma Elamrani", "El Amrani"),
        ("kadija", "Alaoui"),
        ("blesing", "Osagie"),
        ("osagei", "Osagie"),
        ("bless osa", "Osagie"),
        ("quispe", "Quispe Mamani"),
        ("mamani ros", "Quispe Mamani"),
        ("rosa maria quispe mamani", "Quispe Mamani"),
        ("kispe", "Quispe Mamani"),
        ("xiao li wang", "Wang"),
        ("giuseppina de luca in esposito", "De Luca"),
        ("stefanescu", "Ștefănescu"),
        ("stefanecsu", "Ștefănescu"),
        ("stefen", "Ștefănescu"),
        ("luca", "De Luca"),
        ("deluca giusy", "De Luca"),
        ("mohammed ben ali", "Ben Ali"),
        ("ali mohamed", "Ben Ali"),
        ("xiaomei chen", "Chen"),
        ("anna maria esposito", "Esposito"),
        ("annam", "Esposito"),
        ("dell orto", "Dell'Orto"),
        ("333123", "El Amrani"),
        ("+39 333 123", "El Amrani"),
        ("011 987", "De Luca"),
        ("fatima 12/03/1990", "El Amrani"),
        ("fatima 1990", "El Amrani"),
    ],
)
def test_found_first(registry: Registry, ids: dict[str, str], typed: str, surname: str) -> None:
    hits = search.find(registry.raw, typed)
    assert [hit.person_id for hit in hits[:1]] == [ids[surname]]


def test_every_beginning_of_every_name_finds_its_bearer(registry: Registry, ids: dict[str, str]) -> None:
    for surname, name, *_ in PEOPLE:
        for written in (f"{name} {surname}", f"{surname} {name}", surname, name):
            for length in range(2, len(written) + 1):
                hits = search.find(registry.raw, written[:length])
                assert ids[surname] in {hit.person_id for hit in hits}, written[:length]


@pytest.mark.parametrize(
    ("typed", "born", "reason"),
    [
        ("kadidja", None, "stesso suono del nome (Kadidja/Khadija)"),
        ("blesing", None, "stesso suono del nome (Blesing/Blessing)"),
        ("osapie", None, "nome simile (Osapie/Osagie)"),
        ("fatima", date(1990, 12, 3), "data con giorno e mese scambiati"),
        ("fatima", date(1990, 3, 12), "stessa data di nascita"),
        ("3331234567", None, "stesso telefono"),
        ("3331", None, "il telefono inizia così"),
        ("fatima amr", None, "il nome inizia così"),
        ("amrani", None, "stesso nome"),
        ("amrani zidani", None, "stesso nome"),
    ],
)
def test_each_hit_says_why(
    registry: Registry, ids: dict[str, str], typed: str, born: date | None, reason: str
) -> None:
    hit = search.find(registry.raw, typed, birth_date=born)[0]
    assert reason in hit.reasons


def test_whoever_is_spelled_so_comes_before_whoever_sounds_so(registry: Registry) -> None:
    aden, adeyemi = registry.add("Yusuf Aden", "Nasteho"), registry.add("Adeyemi", "Vivian")
    search.refresh(registry.raw)
    hits = search.find(registry.raw, "adey")
    assert [hit.person_id for hit in hits] == [adeyemi, aden]
    assert [hit.reasons[0] for hit in hits] == ["il nome inizia così", "nome simile (Adey/Aden)"]


def test_a_birth_date_puts_the_right_fatima_first(registry: Registry, ids: dict[str, str]) -> None:
    born_in_march = search.find(registry.raw, "fatima", birth_date=date(1990, 3, 12))
    born_who_knows_when = search.find(registry.raw, "fatima", birth_date=date(1990, 1, 1))
    assert born_in_march[0].person_id == ids["El Amrani"]
    assert born_who_knows_when[0].person_id == ids["Begum"]


def test_of_one_house(registry: Registry, ids: dict[str, str]) -> None:
    assert search.find(registry.raw, "osagie", house="BAR") == []
    assert search.find(registry.raw, "osagie", house="CEC")[0].person_id == ids["Osagie"]
    assert search.find(registry.raw, "3511", house="BAR") == []
    assert search.find(registry.raw, "blessing", birth_date=date(1995, 11, 30), house="BAR") == []


def test_by_codice_fiscale(registry: Registry) -> None:
    code = make("Alaoui", "Houda", date(1991, 2, 3), "F", "Z330")
    houda = registry.add("Alaoui", "Houda", codice_fiscale=code.lower())
    search.refresh(registry.raw)
    for typed in (code[:6], code[:8].lower(), code, f"{code[:6]} {code[6:]}"):
        hits = search.find(registry.raw, typed)
        assert [hit.person_id for hit in hits] == [houda], typed
    assert search.find(registry.raw, code)[0].reasons == ("stesso codice fiscale",)


@pytest.mark.parametrize("typed", ["", " ", "f", "1", "33", "?", '"', "* OR", "NEAR(", "-", "o'"])
def test_too_little_finds_nobody(registry: Registry, ids: dict[str, str], typed: str) -> None:
    assert search.find(registry.raw, typed) == []


@given(typed=st.text(max_size=40) | st.text(alphabet="aeflm \"'*()-^:+{}1903/\0", max_size=30))
def test_nothing_typed_is_an_error(typed: str) -> None:
    registry = _small()
    for hit in search.find(registry.raw, typed, birth_date=None):
        assert hit.reasons is not None
    search.find(registry.raw, typed, birth_date=date(1990, 1, 1), house="BAR")


_SMALL: list[Registry] = []


def _small() -> Registry:
    """A registry made once: what is typed changes nothing in it."""
    if not _SMALL:
        registry = Registry()
        search.install(registry.raw)
        for surname, name, born, phone, house in PEOPLE:
            registry.add(surname, name, born, phone=phone, house=house)
        search.refresh(registry.raw)
        _SMALL.append(registry)
    return _SMALL[0]


def test_limit_and_order(registry: Registry) -> None:
    for number in range(30):
        registry.add("Rossi", "Maria", f"19{60 + number}-05-06")
    search.refresh(registry.raw)
    hits = search.find(registry.raw, "maria rossi", limit=5)
    assert len(hits) == 5
    assert [hit.bits for hit in hits] == sorted((hit.bits for hit in hits), reverse=True)
    # Of equals the last to be registered comes first.
    assert hits[0].person_id > hits[1].person_id


def test_another_number_of_hers_finds_her_too_and_says_that_it_is_another(registry: Registry) -> None:
    ada = registry.add("Verdi", "Ada", phone="347 1120934")
    joy = registry.add("Osas", "Joy", phone="351 2204418")
    number = registry.add_phone(joy, "+39 347 112 0934")
    search.refresh(registry.raw)
    found = {hit.person_id: hit.reasons for hit in search.find(registry.raw, "3471120934")}
    assert found == {ada: ("stesso telefono",), joy: ("un altro suo telefono",)}
    assert [hit.reasons for hit in search.find(registry.raw, "347112 joy") if hit.person_id == joy] == [
        ("un altro suo telefono inizia così", "stesso nome"),
    ]  # fmt: skip
    for sql in (
        "UPDATE phone SET voided = 1 WHERE id = ?",
        "UPDATE phone SET voided = 0, number = '1' WHERE id = ?",
    ):
        registry.raw.execute(sql, (number,))
        search.refresh(registry.raw)
        assert [hit.person_id for hit in search.find(registry.raw, "3471120934")] == [ada]
    registry.raw.execute("UPDATE phone SET number = '3471120934' WHERE id = ?", (number,))
    registry.edit(joy, voided=1)
    search.refresh(registry.raw)
    assert [hit.person_id for hit in search.find(registry.raw, "3471120934")] == [ada]
    assert registry.table("SELECT * FROM person_phone") == []


def test_install_again_changes_nothing(registry: Registry, ids: dict[str, str]) -> None:
    assert search.install(registry.raw) is False
    assert search.refresh(registry.raw) == 0
    assert search.find(registry.raw, "fatima")


def test_an_older_index_is_made_anew(registry: Registry, ids: dict[str, str]) -> None:
    registry.raw.execute("UPDATE person_index SET version = version - 1")
    assert search.install(registry.raw) is True
    assert search.find(registry.raw, "fatima") == []
    assert search.refresh(registry.raw) == len(PEOPLE)
    assert search.find(registry.raw, "fatima")


def test_people_of_before_are_indexed_too(tmp_path: Path) -> None:
    registry = Registry(tmp_path / "old.db")
    registry.add("Alaoui", "Khadija")
    search.install(registry.raw)
    assert search.refresh(registry.raw) == 1
    assert search.find(registry.raw, "khadija")
    registry.raw.close()


def test_a_new_name_is_found_and_the_old_one_is_not(registry: Registry, ids: dict[str, str]) -> None:
    registry.edit(ids["Osagie"], surname="Idahosa")
    assert search.refresh(registry.raw) == 1
    assert search.find(registry.raw, "osagie") == []
    assert search.find(registry.raw, "idahosa")[0].person_id == ids["Osagie"]


def test_whoever_is_voided_or_deleted_leaves_and_comes_back(registry: Registry, ids: dict[str, str]) -> None:
    registry.edit(ids["Osagie"], voided=1)
    search.refresh(registry.raw)
    assert search.find(registry.raw, "osagie") == []
    registry.edit(ids["Osagie"], voided=0)
    search.refresh(registry.raw)
    assert search.find(registry.raw, "osagie")
    registry.raw.execute("DELETE FROM person WHERE id = ?", (ids["Osagie"],))
    search.refresh(registry.raw)
    assert search.find(registry.raw, "osagie") == []


def test_a_name_that_nobody_bears_leaves_no_trace(registry: Registry, ids: dict[str, str]) -> None:
    def stored() -> bytes:
        return b"".join(block for (block,) in registry.table("SELECT block FROM person_names_data"))

    # Alone under its letter, so that the index writes it out whole.
    erased = registry.add("Zhuravlyova", "Olga")
    search.refresh(registry.raw)
    assert b"zhuravlyova" in stored()
    registry.edit(erased, surname="", name="")
    search.refresh(registry.raw)
    assert b"zhuravlyova" not in stored()
    kept = registry.table("SELECT sound FROM person_sound UNION SELECT sound FROM person_near")
    assert not any("surabliuba" in sound for (sound,) in kept)
    assert not any("zhuravlyova" in str(row) for row in registry.table("SELECT * FROM person_search"))


def test_what_a_merge_writes_is_indexed(registry: Registry, ids: dict[str, str]) -> None:
    registry.raw.execute(
        "INSERT OR REPLACE INTO person SELECT * FROM (SELECT * FROM person WHERE id = ?)", (ids["Wang"],)
    )
    registry.raw.execute("UPDATE OR ABORT person SET surname = 'Zhang' WHERE id = ?", (ids["Wang"],))
    assert search.refresh(registry.raw) == 1
    assert search.find(registry.raw, "zhang xiaoli")[0].person_id == ids["Wang"]


def test_what_the_index_does_not_hold_makes_no_work(registry: Registry, ids: dict[str, str]) -> None:
    registry.edit(ids["Wang"], notes="chiamare dopo le 17", due_date="2026-05-06")
    assert search.refresh(registry.raw) == 0


def test_a_save_that_is_undone_leaves_the_index_as_it_was(registry: Registry, ids: dict[str, str]) -> None:
    registry.raw.execute("BEGIN IMMEDIATE")
    registry.edit(ids["Osagie"], surname="Idahosa")
    search.refresh(registry.raw)
    assert search.find(registry.raw, "idahosa")
    registry.raw.execute("ROLLBACK")
    assert search.find(registry.raw, "idahosa") == []
    assert search.find(registry.raw, "osagie")


def test_after_thousands_of_people_the_index_is_one_piece(
    registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(indexing, "_BATCH", 3)
    for surname, name, *_ in PEOPLE:
        registry.add(surname, name)
    search.refresh(registry.raw)
    assert registry.table("SELECT count(DISTINCT segid) FROM person_names_idx") == [(1,)]


def test_the_index_deletes_for_good(registry: Registry) -> None:
    assert registry.table("SELECT v FROM person_names_config WHERE k = 'secure-delete'") == [(1,)]


def test_who_may_already_be_here(registry: Registry, ids: dict[str, str]) -> None:
    registry.add_child(ids["Alaoui"], "Adam", "2024-05-06")
    search.refresh(registry.raw)
    arrived = features_from(
        surname="Alawi", name="Kadija", birth_date=date(1988, 1, 7), children=(("Adam", date(2024, 5, 6)),)
    )
    [(person_id, match)] = search.matches_of(registry.raw, arrived)
    assert person_id == ids["Alaoui"]
    assert match.verdict in ("likely", "same")
    assert "stesso figlio o figlia" in match.reasons
    assert search.matches_of(registry.raw, features_from(surname="Ferrero", name="Ada")) == []


_WRITES = st.lists(
    st.tuples(
        st.sampled_from(["add", "edit", "void", "revive", "delete", "child", "refresh"]),
        st.integers(0, 7),
        st.sampled_from(["Fatima", "Fatma", "Xiaoli", "Rosa Maria", "Benedetta", ""]),
        st.sampled_from(["El Amrani", "Elamrani", "De Luca", "Quispe Mamani", "Osagie", ""]),
    ),
    max_size=25,
)


@settings(max_examples=40)
@given(_WRITES)
def test_any_writes_leave_the_index_that_would_be_made_from_nothing(
    writes: list[tuple[str, int, str, str]],
) -> None:
    kept, fresh = Registry(), Registry()
    search.install(kept.raw)
    for what, who, name, surname in writes:
        _write(kept, what, f"p{who}", name, surname)
        _write(fresh, what, f"p{who}", name, surname)
    search.refresh(kept.raw)
    search.install(fresh.raw)
    search.refresh(fresh.raw)
    features = "person_id, surname, given, birth, children"
    words = "SELECT s.person_id, n.words FROM person_names n JOIN person_search s ON s.person_no = n.rowid ORDER BY 1"
    for sql in (
        f"SELECT {features} FROM person_search ORDER BY person_id",
        words,
        "SELECT sound FROM person_sound ORDER BY 1",
        "SELECT near, sound FROM person_near ORDER BY 1, 2",
        "SELECT s.person_id, y.year FROM person_year y LEFT JOIN person_search s USING (person_no) ORDER BY 1",
    ):
        assert kept.table(sql) == fresh.table(sql)
    kept.raw.execute("INSERT INTO person_names (person_names) VALUES ('integrity-check')")
    kept.raw.close()
    fresh.raw.close()


def _write(registry: Registry, what: str, person_id: str, name: str, surname: str) -> None:
    exists = registry.table("SELECT 1 FROM person WHERE id = ?", person_id)
    if what == "add" and not exists:
        registry.add(surname, name, f"{1980 + len(surname)}-03-12", id=person_id)
    elif what == "edit":
        registry.edit(
            person_id, surname=surname, name=name, birth_date=f"{1990 + len(name)}-03-12" if name else None
        )
    elif what in ("void", "revive"):
        registry.edit(person_id, voided=int(what == "void"))
    elif what == "delete":
        registry.raw.execute("DELETE FROM person WHERE id = ?", (person_id,))
    elif what == "child":
        registry.add_child(person_id, name, "2024-05-06")
    elif what == "refresh" and registry.table("SELECT 1 FROM sqlite_master WHERE name = 'person_index'"):
        search.refresh(registry.raw)
