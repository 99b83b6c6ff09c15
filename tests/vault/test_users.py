"""Who may enter and as what: roles changed, passphrases given and asked to be changed, refusals counted and slowed."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from millegiorni_desk import settings
from millegiorni_desk.errors import InvalidValue, NotAllowed, NotFound, WrongPassphrase
from millegiorni_desk.flows.desk import SCHEMA
from millegiorni_desk.vault import attempts, audit, passphrase, users, witness
from millegiorni_desk.vault.opening import open_vault, open_with_recovery_key
from millegiorni_desk.vault.permissions import Role
from millegiorni_desk.vault.vault import Vault

from .conftest import PASSPHRASE

SECRET = "un'altra frase lunga"
OTHER = "quattro gatti verdi sul tetto"


def test_roles_and_name_change_and_the_last_manager_stays(vault: Vault, folder: Path) -> None:
    users.add(vault, "anna", "Anna", [Role.OPERATOR], SECRET)
    users.change(vault, "anna", "Anna Bianchi", [Role.OPERATOR, Role.CASE_MANAGER])
    with pytest.raises(InvalidValue, match="Nessun altro"):
        users.change(vault, "lucia", "Lucia", [Role.CASE_MANAGER])
    with pytest.raises(InvalidValue) as refused:
        users.change(vault, "anna", "Anna", [])
    assert refused.value.field == "roles"
    with pytest.raises(NotAllowed):
        users.change(vault, "anna", "Anna", [Role.COORDINATOR])
    with pytest.raises(NotFound):
        users.change(vault, "nessuno", "Nessuno", [Role.OPERATOR])
    users.change(vault, "anna", "Anna Bianchi", [Role.ADMINISTRATOR])
    users.change(vault, "lucia", "Lucia", [Role.CASE_MANAGER])
    # Her own roles count at once.
    with pytest.raises(NotAllowed):
        users.change(vault, "anna", "Anna", [Role.OPERATOR])
    vault.close()
    with open_vault(folder, SCHEMA, "anna", SECRET) as opened:
        assert (opened.user_name, opened.roles) == ("Anna Bianchi", [Role.ADMINISTRATOR])


def test_a_passphrase_that_someone_else_chose_is_to_be_changed(made: tuple[Vault, str], folder: Path) -> None:
    vault, recovery = made
    users.add(vault, "anna", "Anna", [Role.OPERATOR], SECRET)
    assert not vault.must_change
    vault.close()
    with open_vault(folder, SCHEMA, "anna", SECRET) as opened:
        assert opened.must_change
        with pytest.raises(InvalidValue, match="di adesso"):
            users.change_passphrase(opened, "anna", SECRET, f" {SECRET} ")
        users.change_passphrase(opened, "anna", SECRET, OTHER)
        assert not opened.must_change
    with open_vault(folder, SCHEMA, "anna", OTHER) as opened:
        assert not opened.must_change
    with open_vault(folder, SCHEMA, "lucia", PASSPHRASE) as opened:
        users.reset_passphrase(opened, "anna", SECRET)
    with open_vault(folder, SCHEMA, "anna", SECRET) as opened:
        assert opened.must_change
    # With the recovery key she chose it herself.
    with open_with_recovery_key(folder, SCHEMA, recovery) as recovered:
        users.reset_passphrase(recovered, "anna", OTHER)
    with open_vault(folder, SCHEMA, "anna", OTHER) as opened:
        assert not opened.must_change


def test_refused_openings_are_counted_and_written_down_at_the_next(vault: Vault, folder: Path) -> None:
    vault.close()
    vault_id = vault.slots.vault_id
    for typed in ("non è questa frase", "nemmeno questa frase"):
        with pytest.raises(WrongPassphrase):
            open_vault(folder, SCHEMA, "lucia", typed)
    assert attempts.of(vault_id)[0] == 2
    with open_vault(folder, SCHEMA, "lucia", PASSPHRASE) as opened, opened.connection() as raw:
        newest, before, *_ = audit.entries(raw)
        assert (newest.action, before.action) == ("vault.opened", "vault.refused")
        assert (before.user, before.detail["times"]) == ("lucia", 2)
    assert attempts.of(vault_id) == (0, "")


@pytest.mark.parametrize(
    ("count", "age", "wait"), [(2, 0, 0), (3, 0, 1), (5, 0, 4), (5, 9, 0), (40, 0, 30), (5, -9999, 4)]
)
def test_the_wait_grows_and_never_locks_out(count: int, age: int, wait: int) -> None:
    last = (datetime.now(UTC) - timedelta(seconds=age)).strftime("%Y-%m-%dT%H:%M:%SZ")
    settings.put("refused", {"id": [count, last]})
    assert wait - 1 <= attempts.wait("id") <= wait


def test_a_spoilt_count_counts_nothing() -> None:
    for spoilt in ({"id": "molti"}, {"id": [1, "ieri"]}, {"id": [None, None]}):
        settings.put("refused", spoilt)
        assert attempts.wait("id") == 0


def test_the_last_opening_of_each_is_told(vault: Vault, folder: Path) -> None:
    users.add(vault, "anna", "Anna", [Role.OPERATOR], SECRET)
    vault.close()
    with open_vault(folder, SCHEMA, "lucia", PASSPHRASE) as opened:
        told = users.last_openings(opened)
        assert told["anna"] == ""
        assert told["lucia"] == audit.now()[:14] + told["lucia"][14:]


def test_a_log_whose_end_is_gone_is_noticed_at_opening(vault: Vault, folder: Path) -> None:
    """The file as it was before: whole, with an unbroken chain, and older than what this computer has seen."""
    vault.close()
    older = (folder / "vault.db").read_bytes()
    with open_vault(folder, SCHEMA, "lucia", PASSPHRASE) as opened:
        opened.note("person.export", records=3)
        assert "audit.shorter" not in _actions(opened)
    expected, _ = witness.seen(folder, vault.slots.vault_id)
    (folder / "vault.db").write_bytes(older)
    with open_vault(folder, SCHEMA, "lucia", PASSPHRASE) as opened, opened.connection() as raw:
        assert audit.first_broken(raw) is None
        (told,) = [entry for entry in audit.entries(raw) if entry.action == "audit.shorter"]
        assert told.detail["expected"] == expected
    with open_vault(folder, SCHEMA, "lucia", PASSPHRASE) as opened:
        assert _actions(opened).count("audit.shorter") == 1


@pytest.mark.parametrize(
    ("typed", "least", "most"),
    [
        ("aaaaaaaaaaaa", 0, 4),
        ("1234567890", 0, 4),
        ("password12", 8, 20),
        ("cinque parole a caso qui", 35, 45),
        ("casa casa casa casa casa", 10, 16),
        ("xkqzvwptrmghbn", 40, 55),
    ],
)
def test_the_strength_told_is_a_low_guess(typed: str, least: int, most: int) -> None:
    assert least <= passphrase.estimate(typed) <= most


def test_what_is_proposed_is_worth_what_is_said() -> None:
    drawn = {passphrase.propose() for _ in range(50)}
    assert len(drawn) == 50
    for each in drawn:
        assert len(each.split()) == 5
        assert passphrase.estimate(each) <= passphrase.PROPOSED_BITS
        passphrase.check(each)


@pytest.mark.parametrize("plain", ["corta", "1234567890", "aaaaaaaaaaaa", "password12", "qwertyuiop"])
def test_a_passphrase_that_is_guessed_at_once_is_refused(plain: str) -> None:
    with pytest.raises(InvalidValue):
        passphrase.check(plain)


def _actions(vault: Vault) -> list[str]:
    with vault.connection() as raw:
        return [entry.action for entry in audit.entries(raw)]
