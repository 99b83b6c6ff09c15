"""Whatever was done to a vault's users: those who are its users open it, nobody else, and its records are the same."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from millegiorni_desk.areas.people import service as people
from millegiorni_desk.areas.people.records import Person
from millegiorni_desk.errors import DeskError, WrongPassphrase
from millegiorni_desk.flows.desk import SCHEMA
from millegiorni_desk.vault import connection, key_slots, passphrase, recovery_key, renewal, users
from millegiorni_desk.vault.key_slots import SlotFile
from millegiorni_desk.vault.opening import FirstUser, Place, create_vault, open_vault
from millegiorni_desk.vault.permissions import Role
from millegiorni_desk.vault.vault import Vault
from tests.vaults import frozen

NAMES = ("anna", "bruna", "carla")
FRASI = tuple(f"quattro gatti verdi sul tetto {colour}" for colour in ("blu", "rosso", "giallo", "bianco"))
FIRST = FirstUser("lucia", "Lucia", (Role.CASE_MANAGER, Role.ADMINISTRATOR), FRASI[0])

names, secrets = st.sampled_from(NAMES), st.sampled_from(FRASI)
actions = st.lists(
    st.one_of(
        st.tuples(st.just("add"), names, secrets),
        st.tuples(st.just("remove"), names, secrets),
        st.tuples(st.just("reset"), names, secrets),
        st.tuples(st.just("enter"), names, secrets),
        st.tuples(st.just("renew"), names, secrets),
        st.tuples(st.just("renew"), names, secrets),
    ),
    min_size=3,
    max_size=9,
)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    folder = tmp_path_factory.mktemp("template") / "barrito"
    vault, sheet = create_vault(folder, SCHEMA, Place("BAR", 2), FIRST)
    with vault:
        people.add(vault, Person(surname="El Idrissi", name="Fatima", notes="è venuta con «Yasmine»"))
    yield folder, sheet


class History:
    """A vault, who should be able to open it, and every slot file that there was before its newest key."""

    def __init__(self, folder: Path, sheet: str) -> None:
        self.folder, self.sheet = folder, recovery_key.from_words(sheet)
        self.vault = self.enter()
        self.inside = {"lucia": FRASI[0]}
        self.former: list[SlotFile] = []
        self.since: list[SlotFile] = [self.vault.slots]

    def enter(self) -> Vault:
        return open_vault(self.folder, SCHEMA, "lucia", FRASI[0])

    def do(self, action: str, name: str, secret: str) -> None:
        """Carry *action* out where it can be."""
        if action == "add" and name not in self.inside:
            users.add(self.vault, name, name.title(), [Role.OPERATOR], secret)
            self.inside[name] = secret
        elif action == "remove" and name in self.inside:
            users.remove(self.vault, name)
            del self.inside[name]
        elif action == "reset" and name in self.inside:
            users.reset_passphrase(self.vault, name, secret)
            self.inside[name] = secret
        elif action == "enter" and name in self.inside:
            self.vault.close()
            open_vault(self.folder, SCHEMA, name, self.inside[name]).close()
            self.vault = self.enter()
        elif action == "renew":
            before = self.held()
            renewal.renew(self.vault, FRASI[0])
            self.former, self.since = [*self.former, *self.since], []
            self.vault = self.enter()
            assert self.held() == before
        if self.since[-1:] != [self.vault.slots]:
            self.since.append(self.vault.slots)

    def held(self) -> Any:
        return frozen.rows(self.vault), self.vault.query("SELECT * FROM sync_log ORDER BY clk, tbl, rid")

    def opens(self, slots: SlotFile, kind: str, user: str, secret: bytes) -> bool:
        try:
            key = connection.raw_key(slots.open(kind, user, secret), slots.vault_id)
        except WrongPassphrase:
            return False
        except DeskError as problem:
            pytest.fail(f"{kind} {user}: {problem}")
        return connection.opens(self.folder / connection.FILE_NAME, key)

    def check(self) -> None:
        """Every user with every passphrase, by the slots of today, by the spare file and by all there were before."""
        assert set(self.vault.slots.users()) == set(self.inside)
        self.vault.close()
        for slots in (key_slots.read(self.folder), self.vault.slots):
            assert self.opens(slots, "recovery", "", self.sheet)
            for user in ("lucia", *NAMES):
                for secret in FRASI:
                    inside = self.inside.get(user) == secret
                    assert self.opens(slots, "user", user, passphrase.normalise(secret)) == inside, user
        for slots in self.former:
            assert slots.epoch < self.vault.slots.epoch
            assert not self.opens(slots, "recovery", "", self.sheet)
            for user in ("lucia", *NAMES):
                for secret in FRASI:
                    assert not self.opens(slots, "user", user, passphrase.normalise(secret)), user


@settings(
    max_examples=4,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(history=actions)
def test_exactly_the_users_open_it(
    history: list[tuple[str, str, str]], template: tuple[Path, str], tmp_path: Path
) -> None:
    folder, sheet = template
    shutil.rmtree(tmp_path / "barrito", ignore_errors=True)
    shutil.copytree(folder, tmp_path / "barrito")
    made = History(tmp_path / "barrito", sheet)
    try:
        for action, name, secret in history:
            made.do(action, name, secret)
        made.do("renew", NAMES[0], FRASI[0])
        made.check()
    finally:
        made.vault.close()
