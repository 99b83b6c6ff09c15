"""Key slots: each secret opens, no other does, and damage is told from a wrong secret."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from millegiorni_desk.errors import InvalidValue, VaultDamaged, WrongPassphrase
from millegiorni_desk.vault import key_slots, passphrase, recovery_key
from millegiorni_desk.vault.key_slots import FLOOR, KdfCost, SlotFile

WEAK = KdfCost(64, 1, 1)
DATA_KEY = bytes(range(32))


def slot_file() -> SlotFile:
    file = SlotFile("0123456789abcdef", 1, ())
    file = file.with_slot("recovery", "", b"recovery", DATA_KEY, WEAK)
    return file.with_slot("user", "lucia", b"segreta", DATA_KEY, WEAK)


def test_each_slot_opens_with_its_own_secret_only() -> None:
    file = slot_file()
    assert file.open("user", "lucia", b"segreta") == DATA_KEY
    assert file.open("recovery", "", b"recovery") == DATA_KEY
    for kind, user, secret in (
        ("user", "lucia", b"Segreta"),
        ("user", "anna", b"segreta"),
        ("recovery", "", b"segreta"),
    ):
        with pytest.raises(WrongPassphrase):
            file.open(kind, user, secret)


def test_every_flipped_byte_is_refused_and_the_generation_before_opens(tmp_path: Path) -> None:
    key_slots.write(tmp_path, slot_file())
    key_slots.write(tmp_path, slot_file())
    target = tmp_path / key_slots.FILE_NAME
    intact = target.read_bytes()
    previous = (tmp_path / key_slots.PREVIOUS_NAME).read_bytes()
    (tmp_path / key_slots.PREVIOUS_NAME).unlink()
    for place in range(0, len(intact), 7):
        target.write_bytes(intact[:place] + bytes([intact[place] ^ 1]) + intact[place + 1 :])
        with pytest.raises(VaultDamaged):
            key_slots.read(tmp_path)
    (tmp_path / key_slots.PREVIOUS_NAME).write_bytes(previous)
    assert key_slots.read(tmp_path).open("user", "lucia", b"segreta") == DATA_KEY


@pytest.mark.parametrize("change", ["user", "epoch", "vault_id", "cost"])
def test_what_surrounds_the_key_is_authenticated(change: str) -> None:
    file = slot_file()
    slot = file.slots[1]
    changed = {
        "user": replace(file, slots=(replace(slot, user="anna"),)),
        "epoch": replace(file, epoch=2),
        "vault_id": replace(file, vault_id="fedcba9876543210"),
        "cost": replace(file, slots=(replace(slot, cost=replace(WEAK, lanes=2)),)),
    }[change]
    with pytest.raises((VaultDamaged, WrongPassphrase)):
        changed.open("user", "anna" if change == "user" else "lucia", b"segreta")


def test_a_downgraded_or_exhausting_cost_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MILLEGIORNI_TESTONLY_WEAKEN_KDF")
    file = slot_file()
    with pytest.raises(VaultDamaged):
        file.open("user", "lucia", b"segreta")
    monster = replace(file.slots[1], cost=replace(FLOOR, memory_kib=1 << 24))
    with pytest.raises(VaultDamaged):
        replace(file, slots=(monster,)).open("user", "lucia", b"segreta")


def test_the_real_cost_never_falls_under_the_floor(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MILLEGIORNI_TESTONLY_WEAKEN_KDF")
    assert key_slots.calibrate(about_seconds=0.0) == FLOOR


def test_a_file_of_a_newer_format_is_named_as_such(tmp_path: Path) -> None:
    import hashlib

    key_slots.write(tmp_path, slot_file())
    target = tmp_path / key_slots.FILE_NAME
    body = json.loads(target.read_bytes())["body"] | {"format": 3}
    text = json.dumps(body, sort_keys=True, separators=(",", ":")).encode()
    target.write_text(json.dumps({"body": body, "sha256": hashlib.sha256(text).hexdigest()}))
    with pytest.raises(VaultDamaged, match="più nuova"):
        key_slots.read(tmp_path)


@given(st.binary(min_size=20, max_size=20))
def test_a_printed_recovery_key_reads_back_however_it_is_typed(key: bytes) -> None:
    printed = recovery_key.to_words(key)
    assert recovery_key.from_words(printed) == key
    assert (
        recovery_key.from_words(printed.lower().replace("-", " ").replace("0", "o").replace("1", "l")) == key
    )


@settings(max_examples=60)
@given(st.binary(min_size=20, max_size=20), st.data())
def test_a_mistyped_recovery_key_is_told_from_a_wrong_one(key: bytes, data: st.DataObject) -> None:
    characters = list(recovery_key.to_words(key))
    place = data.draw(st.sampled_from([i for i, c in enumerate(characters) if c != "-"]))
    characters[place] = data.draw(
        st.sampled_from([c for c in "23456789ABCDEFGHJKMNPQRSTVWXYZ" if c != characters[place]])
    )
    with pytest.raises(InvalidValue):
        recovery_key.from_words("".join(characters))


def test_proposed_passphrases_are_five_words_and_normalised_alike() -> None:
    proposed = passphrase.propose()
    assert len(proposed.split()) == 5
    passphrase.check(proposed)
    assert passphrase.normalise("  perche\u0301   no ") == passphrase.normalise("perché no")
    with pytest.raises(InvalidValue):
        passphrase.check("corta")
