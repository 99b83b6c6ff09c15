"""What is sealed opens for its readers only: not with the data key, not for another user, not in another's place."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from millegiorni_desk.errors import InvalidValue, WrongPassphrase
from millegiorni_desk.flows.desk import SCHEMA, open_desk, recover_desk
from millegiorni_desk.vault import audit, seal_keys, seal_readers, sealing, users
from millegiorni_desk.vault.opening import FirstUser, Place, create_vault
from millegiorni_desk.vault.permissions import Role
from millegiorni_desk.vault.records import new_id
from millegiorni_desk.vault.seal_keys import KeyPair, SealBroken
from millegiorni_desk.vault.seal_readers import CASE_MANAGERS
from millegiorni_desk.vault.sealing import Subject
from millegiorni_desk.vault.vault import Vault
from tests.vaults.plain_pages import plain_pages, spelt

SECRET = "cinque parole a caso qui"
MARKER = "zqxsealedzq"
WORDS = {"notes": MARKER, "needs": ["violence"]}
HERS = Subject("access", "a-1", "BAR", "p-1")
LUCIA = FirstUser("lucia", "Lucia", (Role.CASE_MANAGER, Role.ADMINISTRATOR), SECRET)


@contextmanager
def made(folder: Path) -> Iterator[Vault]:
    """The desk of Barrito, open as Lucia; Rosa follows cases, Olga receives."""
    vault, key = create_vault(folder, SCHEMA, Place("BAR", 2), LUCIA)
    (folder.parent / "key").write_text(key)
    with vault:
        users.add(vault, "rosa", "Rosa", [Role.CASE_MANAGER], SECRET)
        users.add(vault, "olga", "Olga", [Role.OPERATOR], SECRET)
        yield vault


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    with made(tmp_path / "barrito"):
        pass
    return tmp_path / "barrito"


def as_user(folder: Path, name: str, secret: str = SECRET) -> Vault:
    return open_desk(folder, name, secret)


def values(vault: Vault, subject: Subject = HERS) -> object:
    found = sealing.told(sealing.of_subjects(vault, subject.table, [subject.id]))
    return found[subject.id].values if subject.id in found else "nothing"


def seal(folder: Path, name: str, readers: Sequence[str], subject: Subject = HERS) -> str:
    with as_user(folder, name) as vault:
        return sealing.seal(vault, subject, WORDS, [vault.user_id, *readers]).id


# --- cryptography ----------------------------------------------------------------------------------


def test_only_the_pair_it_was_wrapped_to_opens_it() -> None:
    hers, other = KeyPair(seal_keys.new_seed()), KeyPair(seal_keys.new_seed())
    place, key = seal_keys.bound("s", "BAR", "access", "a"), seal_keys.new_key()
    wrapped, sealed = seal_keys.wrap(key, hers.public, place), seal_keys.close(WORDS, key, place)
    assert seal_keys.disclose(sealed, hers.unwrap(wrapped, place), place) == WORDS
    with pytest.raises(SealBroken):
        other.unwrap(wrapped, place)


@pytest.mark.parametrize("elsewhere", [("t", "BAR", "access", "a"), ("s", "CEC", "access", "a"),
                                       ("s", "BAR", "pathway", "a"), ("s", "BAR", "access", "b")])  # fmt: skip
def test_it_opens_in_its_own_place_only(elsewhere: tuple[str, str, str, str]) -> None:
    hers, key = KeyPair(seal_keys.new_seed()), seal_keys.new_key()
    place, other = seal_keys.bound("s", "BAR", "access", "a"), seal_keys.bound(*elsewhere)
    wrapped = seal_keys.wrap(key, hers.public, place)
    with pytest.raises(SealBroken):
        hers.unwrap(wrapped, other)
    # Nor once it was opened in its own place: what was taken out is held for that place alone.
    assert hers.unwrap(wrapped, place) == hers.unwrap(wrapped, place) == key
    with pytest.raises(SealBroken):
        hers.unwrap(wrapped, other)
    with pytest.raises(SealBroken):
        seal_keys.disclose(seal_keys.close(WORDS, key, place), key, other)


@given(at=st.integers(0, 10_000), flip=st.integers(1, 255), which=st.booleans())
@settings(max_examples=60, deadline=None)
def test_a_changed_byte_is_refused(at: int, flip: int, which: bool) -> None:
    import base64

    def changed(text: str) -> str:
        content = bytearray(base64.b64decode(text))
        content[at % len(content)] ^= flip
        return base64.b64encode(content).decode()

    hers, key, place = KeyPair(seal_keys.new_seed()), seal_keys.new_key(), seal_keys.bound("s", "B", "t", "i")
    wrapped, sealed = seal_keys.wrap(key, hers.public, place), seal_keys.close(WORDS, key, place)
    with pytest.raises(SealBroken):
        if which:
            hers.unwrap(changed(wrapped), place)
        else:
            seal_keys.disclose(changed(sealed), key, place)


def test_the_length_of_a_note_is_not_told() -> None:
    key, place = seal_keys.new_key(), b"here"
    assert len(seal_keys.close({"notes": "no"}, key, place)) == len(
        seal_keys.close({"notes": "n" * 200}, key, place)
    )


# --- in a vault ------------------------------------------------------------------------------------


def test_its_readers_open_it_and_others_do_not(desk: Path) -> None:
    seal(desk, "lucia", [CASE_MANAGERS])
    for name, seen in (("lucia", WORDS), ("rosa", WORDS), ("olga", None)):
        with as_user(desk, name) as vault:
            assert values(vault) == seen, name


def test_the_data_key_alone_does_not_open_it(desk: Path) -> None:
    """Not a page of the decrypted file has a word of it: rows, log, audit and indexes."""
    seal(desk, "lucia", [])
    with as_user(desk, "olga") as vault:
        key = vault.database_key()
        sealed = vault.query("SELECT sealed FROM sealed")[0]["sealed"]
    pages = plain_pages(desk / "vault.db", key).lower()
    assert not any(one in pages for one in spelt(MARKER))
    assert sealed.encode().lower()[:40] in pages, "the check reads what is there"


def test_values_of_another_record_cannot_be_put_in_its_place(desk: Path) -> None:
    seal(desk, "lucia", [])
    with as_user(desk, "lucia") as vault:
        other = sealing.seal(vault, Subject("access", "a-2", "BAR"), {"notes": "altro"}, [vault.user_id])
        with vault.save("test.swap"), vault.connection() as raw:
            raw.execute("UPDATE sealed SET sealed = ? WHERE subject_id = 'a-1'", (other.sealed,))
        (one,) = sealing.of_subjects(vault, "access", ["a-1"])
        assert one.values is None and one.broken


def test_a_broken_one_keeps_nobody_out(desk: Path) -> None:
    seal(desk, "lucia", [CASE_MANAGERS])
    with as_user(desk, "lucia") as vault, vault.save("test.break"), vault.connection() as raw:
        raw.execute("UPDATE sealed_key SET wrapped = 'AAAA'")
        raw.execute("UPDATE desk_user SET seal_key = 'zz' WHERE name = 'rosa'")
    with as_user(desk, "lucia") as vault:
        assert sealing.of_subjects(vault, "access", ["a-1"])[0].broken
    with as_user(desk, "rosa") as vault:
        assert vault.seal_pair is not None
        assert vault.scalar("SELECT seal_key FROM desk_user WHERE name = 'rosa'") == vault.seal_pair.public
        assert "seal.key_replaced" in _actions(vault)


def test_nobody_to_read_it_is_refused(desk: Path) -> None:
    with as_user(desk, "lucia") as vault:
        with pytest.raises(InvalidValue):
            sealing.seal(vault, HERS, WORDS, [])
        assert vault.scalar("SELECT count(*) FROM sealed") == 0


# --- passphrases and readers that change -----------------------------------------------------------


def test_a_new_passphrase_of_her_own_carries_her_key(desk: Path) -> None:
    seal(desk, "rosa", [])
    with as_user(desk, "rosa") as vault:
        users.change_passphrase(vault, "rosa", SECRET, "altre cinque parole nuove")
    with as_user(desk, "rosa", "altre cinque parole nuove") as vault:
        assert values(vault) == WORDS


def test_a_reset_takes_her_key_and_another_reader_gives_it_back(desk: Path) -> None:
    seal(desk, "rosa", [])
    with as_user(desk, "rosa") as vault:
        sealing.seal(vault, Subject("access", "a-2", "BAR"), WORDS, [CASE_MANAGERS])
    with as_user(desk, "lucia") as vault:
        users.reset_passphrase(vault, "rosa", "altre cinque parole nuove")
    with pytest.raises(WrongPassphrase):
        as_user(desk, "rosa")
    with as_user(desk, "rosa", "altre cinque parole nuove") as vault:
        assert values(vault) is None, "sealed to her alone: Lucia cannot give what she cannot read"
        assert values(vault, Subject("access", "a-2", "BAR")) == WORDS, "Lucia could read this one"


def test_what_only_she_can_read_is_told_before_a_reset(desk: Path) -> None:
    seal(desk, "rosa", [])
    seal(desk, "rosa", [CASE_MANAGERS], Subject("access", "a-2", "BAR"))
    with as_user(desk, "lucia") as vault:
        assert (seal_readers.only_hers(vault, "rosa"), seal_readers.only_hers(vault, "olga")) == (1, 0)


def test_the_recovery_sheet_gives_back_everything(desk: Path) -> None:
    seal(desk, "rosa", [])
    with recover_desk(desk, (desk.parent / "key").read_text()) as vault:
        users.reset_passphrase(vault, "rosa", "altre cinque parole nuove")
    with as_user(desk, "rosa", "altre cinque parole nuove") as vault:
        assert values(vault) == WORDS
    with as_user(desk, "olga") as vault:
        assert values(vault) is None


def test_a_case_manager_who_comes_later_reads_what_is_for_all_of_them(desk: Path) -> None:
    seal(desk, "lucia", [CASE_MANAGERS])
    with as_user(desk, "lucia") as vault:
        users.add(vault, "nadia", "Nadia", [Role.CASE_MANAGER], SECRET)
        before = vault.scalar("SELECT count(*) FROM sealed_key")
    with as_user(desk, "nadia") as vault:
        assert values(vault) == WORDS
    with as_user(desk, "lucia") as vault:
        assert vault.scalar("SELECT count(*) FROM sealed_key") == before, "nobody gets it twice"


def test_an_old_slot_gets_a_key_at_the_next_opening(tmp_path: Path) -> None:
    with made(tmp_path / "barrito") as vault:
        vault.replace_slot("user", "rosa", SECRET.encode())
        with vault.save("test"), vault.connection() as raw:
            raw.execute("UPDATE desk_user SET seal_key = '' WHERE name = 'rosa'")
    seal(tmp_path / "barrito", "rosa", [])
    with as_user(tmp_path / "barrito", "rosa") as vault:
        assert values(vault) == WORDS


# --- changing what is sealed -----------------------------------------------------------------------


def test_who_is_no_longer_a_reader_finds_nothing_of_it(desk: Path) -> None:
    seal(desk, "lucia", [CASE_MANAGERS])
    with as_user(desk, "lucia") as vault:
        before = sealing.told(sealing.of_subjects(vault, "access", ["a-1"]))["a-1"]
        sealing.replace(vault, HERS, {"notes": "solo mio"}, [vault.user_id], before)
        assert vault.scalar("SELECT count(*) FROM sealed WHERE voided AND sealed = ''") == 1
        assert (
            vault.scalar(
                "SELECT count(*) FROM sync_log WHERE tbl = 'sealed' AND cells LIKE '%\"sealed\":\"%'"
            )
            == 1
        )
    with as_user(desk, "rosa") as vault:
        assert values(vault) is None


def test_two_desks_that_seal_one_record_lose_nothing(desk: Path) -> None:
    with as_user(desk, "lucia") as vault:
        sealing.seal(vault, HERS, {"needs": ["violence"], "notes": "uno"}, [vault.user_id])
        sealing.seal(vault, HERS, {"needs": ["violence", "home"], "notes": "due"}, [vault.user_id])
        assert values(vault) == {"needs": ["violence", "home"], "notes": "uno\ndue"}


_STEPS = st.lists(
    st.tuples(
        st.sampled_from(["lucia", "rosa"]), st.sets(st.sampled_from(["lucia", "rosa", "olga"]), min_size=1)
    ),
    min_size=1,
    max_size=4,
)


@pytest.fixture(scope="module")
def three(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("three") / "barrito"
    with made(folder):
        pass
    return folder


@given(steps=_STEPS)
@settings(max_examples=12, deadline=None)
def test_whoever_was_chosen_last_reads_and_nobody_else(
    three: Path, steps: list[tuple[str, set[str]]]
) -> None:
    """Seal, share, take away, read: by whoever can, in any order."""
    subject = Subject("access", new_id(), "BAR")
    chosen: set[str] = set()
    text = "nulla"
    for turn, (author, readers) in enumerate(steps):
        with as_user(three, author) as vault:
            ids = {row["name"]: row["id"] for row in vault.query("SELECT id, name FROM desk_user")}
            found = sealing.told(sealing.of_subjects(vault, "access", [subject.id])).get(subject.id)
            if found is not None and found.values is None:
                continue
            text, chosen = f"testo {turn}", readers
            wanted = [ids[name] for name in readers]
            if found is None:
                sealing.seal(vault, subject, {"notes": text}, wanted)
            else:
                sealing.replace(vault, subject, {"notes": text}, wanted, found)
    for name in ("lucia", "rosa", "olga"):
        with as_user(three, name) as vault:
            assert values(vault, subject) == ({"notes": text} if name in chosen else None)


def _actions(vault: Vault) -> list[str]:
    with vault.connection() as raw:
        return [entry.action for entry in audit.entries(raw)]
