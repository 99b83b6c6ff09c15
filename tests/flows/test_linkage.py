"""Codes in place of names: who is in two houses is found by a coordination that is told no name."""

from __future__ import annotations

import io
from datetime import date

import pytest

from millegiorni_desk.areas.people import codice_fiscale as cf
from millegiorni_desk.areas.people import indexing, pairs
from millegiorni_desk.areas.people import service as people
from millegiorni_desk.areas.people.linkage.encoding import Encoder
from millegiorni_desk.areas.people.linkage.features import features_from
from millegiorni_desk.areas.people.pseudonym import pseudonym
from millegiorni_desk.areas.people.records import LinkageKey, Person
from millegiorni_desk.cli import run
from millegiorni_desk.errors import InvalidValue, NotAllowed
from millegiorni_desk.flows import desk, devices, erasing, house_devices, linkage, syncing
from millegiorni_desk.vault.opening import FirstUser
from millegiorni_desk.vault.permissions import Role
from millegiorni_desk.vault.vault import Vault
from millegiorni_sync import house_mates, root_keys, siblings
from tests.flows.conftest import LUCIA, MARTA
from tests.flows.test_without_names import Nameless, everything, nameless, openable

__all__ = ["nameless"]

CODE = "MRNFTM90E44Z330G"
FIELDS = ("surname", "given", "codice_fiscale", "phone")
ENCODED = "SELECT * FROM person_encoding WHERE voided IS 0 ORDER BY id"


def woman(vault: Vault, surname: str, name: str, born: date, **values: str) -> str:
    return people.add(
        vault, Person(house=vault.house, surname=surname, name=name, birth_date=born, **values)
    ).id


def same_key(nameless: Nameless) -> str:
    bar, tur = nameless.desks
    words = linkage.renew(bar)
    linkage.enter(tur, words.upper())
    return words


def exchanged(nameless: Nameless) -> set[str]:
    """A round; the problems that it told."""
    vaults = (*nameless.desks, nameless.coordinator) * 2
    return {problem for vault in vaults for problem in syncing.synchronise(vault).problems}


def joined(vault: Vault) -> set[frozenset[str]]:
    groups: dict[str, set[str]] = {}
    for row in vault.query("SELECT person_id, cluster_id FROM person_cluster"):
        groups.setdefault(row["cluster_id"], set()).add(row["person_id"])
    return {frozenset(group) for group in groups.values()}


def reviewed(vault: Vault) -> set[frozenset[str]]:
    return {frozenset((pair.a.id, pair.b.id)) for pair in pairs.to_review(vault)}


def valid_code() -> str:
    stem = CODE[:15]
    return next(stem + last for last in "ABCDEFGHIJKLMNOPQRSTUVWXYZ" if cf.is_valid(stem + last))


def test_one_woman_in_two_houses_counts_once_and_her_daughter_apart(nameless: Nameless) -> None:
    bar, tur = nameless.desks
    words = same_key(nameless)
    by_code = {
        woman(bar, "El Amrani", "Fatima", date(1990, 5, 4), codice_fiscale=valid_code()),
        woman(tur, "Elamrani", "Fatma", date(1990, 5, 4), codice_fiscale=valid_code().lower()),
    }
    by_look = {
        woman(bar, "Quispe", "Rosa", date(1985, 3, 2), phone="333 1234567"),
        woman(tur, "QUISPE", "Rosa", date(1985, 3, 2), phone="+39 3331234567"),
    }
    # Both papers were copied from the mother's: the code is equal, and still they are two.
    family = {"phone": "3401112223", "codice_fiscale": valid_code()}
    mother = woman(bar, "Popescu", "Elena", date(1980, 1, 9), **family)
    daughter = woman(tur, "Popescu", "Elena", date(2001, 7, 8), **family)
    nameless.round()
    there = nameless.coordinator
    assert joined(there) == {frozenset(by_code)}
    found = reviewed(there)
    assert frozenset(by_look) in found
    (pair,) = [pair for pair in pairs.to_review(there) if {pair.a.id, pair.b.id} == {mother, daughter}]
    assert pair.match.verdict == "possible" and "generation" in pair.match.vetoes
    # A decision there holds as ever.
    pairs.decide(there, *sorted(by_look), "same")
    assert joined(there) == {frozenset(by_code), frozenset(by_look)}
    for text in (words, "Amrani", "amrani", "Quispe", "3331234567", valid_code()):
        assert text in everything(bar) + everything(tur)
        assert text not in everything(there) and text not in openable(there)


def test_without_the_key_nobody_is_found(nameless: Nameless) -> None:
    bar, tur = nameless.desks
    for vault in (bar, tur):
        woman(vault, "Amrani", "Fatima", date(1990, 5, 4), codice_fiscale=valid_code(), phone="3331234567")
    nameless.round()
    assert joined(nameless.coordinator) == set()
    assert nameless.coordinator.query(ENCODED) == []


def test_codes_follow_what_is_changed_and_go_with_her(nameless: Nameless) -> None:
    bar, _ = nameless.desks
    same_key(nameless)
    her = woman(bar, "Amrani", "Fatima", date(1990, 5, 4), phone="3331234567")
    nameless.round()
    (first,) = nameless.coordinator.query(ENCODED)
    assert first["person_id"] == her and (len(first["surname"]), len(first["phone"])) == (64, 32)
    people.edit(bar, her, phone="3337654321")
    nameless.round()
    (second,) = nameless.coordinator.query(ENCODED)
    assert second["surname"] == first["surname"] and second["phone"] != first["phone"]
    before = bar.scalar("SELECT count(*) FROM person_encoding")
    people.edit(bar, her, notes="niente di nuovo")
    nameless.round()
    assert bar.scalar("SELECT count(*) FROM person_encoding") == before
    erasing.erase(bar, her, "Amrani")
    nameless.round()
    assert nameless.coordinator.query(ENCODED) == []
    for code in (first["surname"], second["phone"], first["phone"]):
        assert code not in repr(nameless.coordinator.query("SELECT * FROM person_encoding"))
        assert code not in repr(nameless.coordinator.query("SELECT * FROM person_search"))


def test_a_new_key_codes_everybody_anew_and_another_key_is_told(nameless: Nameless) -> None:
    bar, tur = nameless.desks
    pair = {
        woman(vault, "Amrani", "Fatima", date(1990, 5, 4), codice_fiscale=valid_code(), phone="3331234567")
        for vault in (bar, tur)
    }
    same_key(nameless)
    nameless.round()
    former = {row[field] for row in nameless.coordinator.query(ENCODED) for field in FIELDS}
    assert joined(nameless.coordinator) == {frozenset(pair)} and len(former) == len(FIELDS)
    assert linkage.different_keys(nameless.coordinator) == ""
    steps: list[tuple[int, int]] = []
    words = linkage.renew(bar, lambda done, total: steps.append((done, total)))
    assert steps == [(0, 1)] and linkage.words(bar) == words
    problems = exchanged(nameless)
    assert joined(nameless.coordinator) == reviewed(nameless.coordinator) == set()
    told = linkage.different_keys(nameless.coordinator)
    assert problems == {told}
    assert linkage.standing(bar).mark in told and linkage.standing(tur).mark in told and "due volte" in told
    linkage.enter(tur, words)
    exchanged(nameless)
    assert joined(nameless.coordinator) == {frozenset(pair)}
    assert linkage.different_keys(nameless.coordinator) == ""
    # Of the former codes none is left in any table, not even in what was emptied.
    for table in ("person_encoding", "person_search"):
        held = repr(nameless.coordinator.query(f"SELECT * FROM {table}"))
        assert not any(code in held for code in former)


def test_a_house_without_the_key_is_told(nameless: Nameless) -> None:
    bar, _ = nameless.desks
    linkage.renew(bar)
    exchanged(nameless)
    assert "nessuna" in linkage.different_keys(nameless.coordinator)


def test_a_confirmed_computer_of_the_house_gets_the_key_with_its_records(nameless: Nameless) -> None:
    bar, _ = nameless.desks
    same_key(nameless)
    her = woman(bar, "Amrani", "Fatima", date(1990, 5, 4))
    nameless.round()
    second = nameless.join("BAR", FirstUser("anna", "Anna", (Role.CASE_MANAGER,), LUCIA.passphrase))
    nameless.round()
    assert linkage.standing(second).mark == ""
    house_devices.confirm(bar, house_devices.listed(bar).waiting[0].ordinal)
    nameless.round()
    nameless.round()
    # It has the records; whose words they are somebody must have said here too.
    assert second.query("SELECT mark FROM linkage_key") and linkage.standing(second).mark == ""
    confirmed_here(second)
    assert linkage.standing(second) == linkage.standing(bar)
    people.edit(second, her, surname="Alaoui")
    nameless.round()
    (row,) = nameless.coordinator.query(ENCODED)
    (seen,) = nameless.coordinator.query("SELECT surname FROM person_search")
    assert (row["person_id"], row["surname"]) == (her, seen["surname"])
    with pytest.raises(NotAllowed):
        linkage.words(second)


def confirmed_here(vault: Vault) -> None:
    """Whoever may has compared the words of the house's other computers."""
    own, known = devices.identity(vault), devices.roster(vault)
    with vault.save("device.confirm"), vault.connection() as raw:
        for one in siblings.waiting(raw, own, known):
            house_mates.confirm(raw, own, one.ordinal)


@pytest.mark.parametrize("by", ["the coordination", "a computer that nobody confirmed", "on the house's own"])
def test_a_key_that_the_house_did_not_write_codes_nobody(nameless: Nameless, by: str) -> None:
    bar, tur = nameless.desks
    words = same_key(nameless)
    her = woman(bar, "Amrani", "Fatima", date(1990, 5, 4))
    nameless.round()
    foreign = root_keys.words_of(bytes(32))
    if by == "a computer that nobody confirmed":
        second = nameless.join("BAR")
        confirmed_here(second)
        linkage.enter(second, foreign)
        with second.connection() as raw:
            raw.execute("UPDATE linkage_key SET entered_at = '2999-01-01T00:00:00Z'")
    elif by == "the coordination":
        key = LinkageKey(
            house="BAR", words=foreign, mark="falso", entered_at="2999-01-01T00:00:00Z", entered_by="anna"
        )
        with nameless.coordinator.save("test") as session:
            session.add(key)
    else:
        with nameless.coordinator.connection() as raw:
            raw.execute("UPDATE linkage_key SET words = ? WHERE house = 'BAR'", (foreign,))
    exchanged(nameless)
    assert foreign in {row["words"] for row in bar.query("SELECT words FROM linkage_key")}
    people.edit(bar, her, surname="Alaoui")
    exchanged(nameless)
    encoder = Encoder(root_keys.seed_of(foreign))
    assert encoder.mark not in {row["mark"] for row in bar.query("SELECT mark FROM person_encoding")}
    if by != "on the house's own":
        assert linkage.words(bar) == words
    # Whoever writes the words again has a key again.
    linkage.enter(bar, words)
    assert linkage.standing(bar).mark == linkage.standing(tur).mark


def test_codes_that_another_program_has_made_meanwhile_are_not_waited_for(
    nameless: Nameless, monkeypatch: pytest.MonkeyPatch
) -> None:
    bar, _ = nameless.desks
    same_key(nameless)
    woman(bar, "Amrani", "Fatima", date(1990, 5, 4))
    encoder = linkage._encoder(bar)

    def meanwhile(vault: Vault) -> Encoder | None:
        with vault.connection() as raw:
            raw.execute("DELETE FROM person_encoding_dirty")
        return encoder

    monkeypatch.setattr(linkage, "_encoder", meanwhile)
    assert linkage.settle(bar) == 0


def test_two_computers_that_change_her_agree_on_her_codes(nameless: Nameless) -> None:
    """Nobody is asked about codes, and those of what she has become hold."""
    bar, _ = nameless.desks
    same_key(nameless)
    her = woman(bar, "Amrani", "Fatima", date(1990, 5, 4))
    second = nameless.join("BAR")
    nameless.round()
    for one in (bar, second):
        house_devices.confirm(one, house_devices.listed(one).waiting[0].ordinal)
    for _ in range(2):
        nameless.round()
    people.edit(bar, her, name="Khadija")
    people.edit(second, her, phone="3331234567")
    for _ in range(3):
        nameless.round()
    assert syncing.open_conflicts(nameless.coordinator) == syncing.open_conflicts(bar) == 0
    encoder = Encoder(root_keys.seed_of(linkage.words(bar)))
    with bar.connection() as raw:
        (row,) = raw.execute(f"SELECT {indexing.COLUMNS} FROM person_search").fetchall()
    codes = encoder.encode(indexing.restored(tuple(row))[1])
    (seen,) = nameless.coordinator.query("SELECT surname, given, phone FROM person_search")
    assert seen == {"surname": codes.surname, "given": codes.given, "phone": codes.phone} and codes.phone


def test_the_same_from_the_command_line(
    nameless: Nameless, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    bar, tur = nameless.desks
    her = woman(bar, "Quispe", "Rosa", date(1985, 3, 2), phone="3331234567")
    woman(tur, "Quispe", "Rosa", date(1985, 3, 2), phone="3331234567")
    (secret := nameless.folder / "frase").write_text(LUCIA.passphrase, encoding="utf-8")
    monkeypatch.setenv("MILLEGIORNI_PASSPHRASE_FILE", str(secret))

    def told(vault: Vault, user: str, *arguments: str, typed: str = "") -> list[str]:
        vault.close()
        monkeypatch.setenv("MILLEGIORNI_USER", user)
        # Words of a key are typed unseen, as a passphrase is.
        monkeypatch.setattr("getpass.getpass", lambda _prompt: typed)
        monkeypatch.setattr("sys.stdin", io.StringIO())
        at = arguments.index("@")
        assert run([*arguments[:at], str(vault.folder), *arguments[at + 1 :]]) == 0
        return capsys.readouterr().out.splitlines()

    words, mark = told(bar, "lucia", "linkage-key", "@", "--new")
    assert len(words.split()) == 24
    assert told(bar, "lucia", "linkage-key", "@", "--show") == [words, mark]
    assert mark in told(tur, "lucia", "linkage-key", "@", "--enter", typed=words)[0]
    for vault, user in ((bar, "lucia"), (tur, "lucia"), (nameless.coordinator, "marta")):
        told(vault, user, "sync", "@")
    assert "Nessuna differenza" in told(nameless.coordinator, "marta", "linkage-key", "@")[0]
    nameless.coordinator.close()
    assert run(["linkage-key", str(nameless.coordinator.folder), "--new"]) == 1
    assert "non serve" in capsys.readouterr().err
    pair, *reasons, count = told(nameless.coordinator, "marta", "people", "@", "duplicates")
    assert pseudonym(her) in pair and "stesso telefono" in "".join(reasons) and count.startswith("1 ")


def test_words_that_write_no_key_are_refused(nameless: Nameless) -> None:
    _, tur = nameless.desks
    words = root_keys.words_of(bytes(range(32))).split()
    for typed, said in (
        (words[:-1], "ventiquattro"),
        (["zzzz", *words[1:]], "parola numero 1"),
        ([words[1], words[0], *words[2:]], "ordine"),
    ):
        with pytest.raises(InvalidValue, match=said):
            linkage.enter(tur, " ".join(typed))
    assert linkage.standing(tur).mark == ""
    with pytest.raises(InvalidValue):
        linkage.words(tur)
    with pytest.raises(InvalidValue):
        linkage.renew(nameless.coordinator)


def test_a_usual_network_has_no_key(tmp_path_factory: pytest.TempPathFactory) -> None:
    usual, _ = desk.create_network(tmp_path_factory.mktemp("usual") / "rete", "Rete", MARTA)
    with usual:
        assert not linkage.standing(usual).possible and linkage.different_keys(usual) == ""
        with pytest.raises(InvalidValue):
            linkage.renew(usual)


def test_codes_are_of_their_key_and_field() -> None:
    her = features_from(surname="Begum", name="Fatema Begum", codice_fiscale=valid_code(), phone="3331234567")
    one, other = Encoder(b"1" * 32), Encoder(b"2" * 32)
    codes = one.encode(her)
    assert codes == one.encode(her) and one.mark != other.mark
    assert set(other.encode(her).surname.split()).isdisjoint(codes.surname.split())
    # A word that half the register has is left out beside another.
    assert len(codes.surname.split()) == len(codes.given.split()) == 1 and codes.surname != codes.given
    alike = one.encode(features_from(surname="Begum", name="Fatma"))
    assert (alike.surname, alike.given, alike.codice_fiscale, alike.phone) == (
        codes.surname,
        codes.given,
        "",
        "",
    )
    swapped = one.encode(features_from(surname="Fatma", name="Begum"))
    assert (swapped.surname, swapped.given) == (codes.given, codes.surname)
    assert one.encode(features_from(surname="Rossi", codice_fiscale="XX")).codice_fiscale == ""
