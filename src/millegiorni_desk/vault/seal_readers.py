"""Who may read what is sealed: readers as public keys, one's own key, and keys that are still to be given.

A public key stands in the user's record and is the program's word: whoever can write there with tools of her own could
put her key in another's place. It is put right, and noted, when the one it belongs to opens her vault.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from sqlmodel import col, select

from millegiorni_desk.vault import seal_keys
from millegiorni_desk.vault.permissions import Role
from millegiorni_desk.vault.records import insert_all
from millegiorni_desk.vault.seal_keys import KeyPair, SealBroken
from millegiorni_desk.vault.sealing_records import SealedKey

if TYPE_CHECKING:
    from millegiorni_desk.vault.users import User
    from millegiorni_desk.vault.vault import Vault

CASE_MANAGERS = "@case_managers"
COORDINATION = "@coordination"
_RECOVERY = "recovery_seal_key"
_USER = "user_id:"
_AT_ONCE = 500


def default_readers(vault: Vault) -> list[str]:
    """Who reads what nobody chose readers for: whoever writes, her house's case managers, and who coordinates."""
    own = [vault.user_id] if vault.user_id else []
    return [*own, CASE_MANAGERS, COORDINATION]


def keys(vault: Vault, house: str, readers: Iterable[str]) -> set[str]:
    """The public keys of *readers*, and that of this vault's recovery key: what only one could read is soon lost."""
    wanted = set(readers)
    found = {user.seal_key for user in _users(vault) if user.seal_key and _reads(user, house, wanted)}
    return found | {key for key in [vault.local(_RECOVERY, "")] if key}


def _users(vault: Vault) -> list[User]:
    from millegiorni_desk.vault.users import User

    with vault.read() as session:
        return list(session.exec(select(User).where(col(User.active))).all())


def _reads(user: User, house: str, wanted: set[str]) -> bool:
    return (
        user.id in wanted
        or (CASE_MANAGERS in wanted and user.house == house and Role.CASE_MANAGER in user.roles)
        or (COORDINATION in wanted and user.house is None and Role.COORDINATOR in user.roles)
    )


def enter(vault: Vault, seed: bytes) -> None:
    """Take up one's own key: published where it is not, put right where another stands in its place."""
    from millegiorni_desk.vault.users import User

    vault.seal_pair = KeyPair(seed)
    public = vault.seal_pair.public
    # Plain: to put the records' own question into words takes longer than all else here, at every opening.
    own = vault.query(
        "SELECT id, seal_key FROM desk_user WHERE active AND name = :name AND coalesce(house, '') = :house "
        "ORDER BY id DESC",
        name=vault.user,
        house=vault.house,
    )
    mine = next((user for user in own if user["seal_key"] == public), None)
    if mine is None:
        # Desks of one house may know two users of one name: a key that is there is somebody's, an empty place is free.
        mine = next((user for user in own if not user["seal_key"]), own[0])
        replaced = bool(mine["seal_key"])
        with vault.save("seal.key_replaced" if replaced else "seal.key") as session:
            kept = session.get(User, mine["id"])
            if kept is not None:
                kept.seal_key = public
    vault.user_id = str(mine["id"])
    if vault.local(f"{_USER}{vault.user}", "") != vault.user_id:
        vault.set_local(f"{_USER}{vault.user}", vault.user_id)
    wrap_missing(vault, vault.seal_pair)


def known_as(vault: Vault, name: str) -> str:
    """The id of the user who entered here last as *name*; empty where nobody did yet."""
    return str(vault.local(f"{_USER}{name}", ""))


def enter_by_recovery(vault: Vault, seed: bytes) -> None:
    """Take up the key of the recovery sheet."""
    vault.seal_pair = KeyPair(seed)
    if vault.local(_RECOVERY, "") != vault.seal_pair.public:
        vault.set_local(_RECOVERY, vault.seal_pair.public)


def known_recovery_key(vault: Vault) -> str:
    """The public key of the recovery sheet; empty where the sheet is older than such keys."""
    return str(vault.local(_RECOVERY, ""))


def renew_recovery(vault: Vault, secret: bytes) -> None:
    """Make the recovery slot anew from *secret*; what the user can read is readable with the new sheet too."""
    seed = seal_keys.new_seed()
    vault.replace_slot("recovery", "", secret, seal_seed=seed)
    vault.set_local(_RECOVERY, KeyPair(seed).public)
    if vault.seal_pair is not None:
        wrap_missing(vault, vault.seal_pair)


def only_hers(vault: Vault, name: str) -> int:
    """How many reserved records no other user here can read: a new passphrase given to her would close them."""
    rows = vault.query(
        "SELECT seal_key FROM desk_user WHERE id = :id AND seal_key <> ''", id=known_as(vault, name)
    )
    return int(vault.scalar(_ONLY_HERS, hers=rows[0]["seal_key"])) if rows else 0


_ONLY_HERS = """
SELECT count(DISTINCT k.sealed_id) FROM sealed_key AS k JOIN sealed AS s ON s.id = k.sealed_id
WHERE k.reader = :hers AND k.voided IS 0 AND s.voided IS 0 AND s.sealed <> '' AND NOT EXISTS (
  SELECT 1 FROM sealed_key AS o JOIN desk_user AS u ON u.seal_key = o.reader AND u.active
  WHERE o.sealed_id = k.sealed_id AND o.reader <> :hers AND o.voided IS 0)
"""


def wrap_missing(vault: Vault, pair: KeyPair) -> int:
    """Give the readers who have none yet the keys of what *pair* opens; gives how many.

    A case manager who came later, a user whose passphrase was reset, a desk that knew the coordination only afterwards.
    """
    given = 0
    for house, readers in _audiences(vault):
        for reader in sorted(keys(vault, house, json.loads(readers)) - {pair.public}):
            given += _give(vault, pair, reader, house, readers)
    return given


def _audiences(vault: Vault) -> list[tuple[str, str]]:
    rows = vault.query("SELECT DISTINCT house, readers FROM sealed WHERE voided IS 0 AND sealed <> ''")
    return [(row["house"], row["readers"]) for row in rows]


_MISSING = """
SELECT s.id, s.house, s.subject_table, s.subject_id, k.wrapped FROM sealed_key AS k
JOIN sealed AS s ON s.id = k.sealed_id
WHERE k.reader = :mine AND k.voided IS 0 AND s.voided IS 0 AND s.house = :house AND s.readers = :readers
AND NOT EXISTS (SELECT 1 FROM sealed_key AS t WHERE t.reader = :reader AND t.sealed_id = s.id AND t.voided IS 0)
GROUP BY s.id
"""


def _give(vault: Vault, pair: KeyPair, reader: str, house: str, readers: str) -> int:
    rows = vault.query(_MISSING, mine=pair.public, house=house, readers=readers, reader=reader)
    made = [one for row in rows for one in _rewrapped(pair, reader, row)]
    for start in range(0, len(made), _AT_ONCE):
        with vault.save("seal.share") as session:
            insert_all(session, made[start : start + _AT_ONCE])
    return len(made)


def _rewrapped(pair: KeyPair, reader: str, row: dict[str, Any]) -> Sequence[SealedKey]:
    holds_to = seal_keys.bound(row["id"], row["house"], row["subject_table"], row["subject_id"])
    try:
        key = pair.unwrap(row["wrapped"], holds_to)
        wrapped = seal_keys.wrap(key, reader, holds_to)
    except (SealBroken, ValueError):
        # One that does not open is told where it is shown; it must not keep anyone out of her vault.
        return ()
    return (SealedKey(house=row["house"], sealed_id=row["id"], reader=reader, wrapped=wrapped),)
