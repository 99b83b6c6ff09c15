"""The people who may open a vault: their name, their roles, and their own passphrase."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from sqlmodel import Field, Session, col, select

from millegiorni_desk.errors import InvalidValue, NotAllowed, NotFound
from millegiorni_desk.vault import passphrase, seal_keys, seal_readers
from millegiorni_desk.vault.permissions import Permission, Role
from millegiorni_desk.vault.records import SYNCED, Codes, NetworkRecord, later
from millegiorni_desk.vault.seal_keys import KeyPair

if TYPE_CHECKING:
    from millegiorni_desk.vault.vault import Vault


class User(NetworkRecord, table=True):
    """Someone who works at a desk. Without ``house`` she belongs to the coordination.

    ``seal_key`` is the public key (X25519, hex) to which reserved records are sealed for her; ``must_change`` asks
    for a new passphrase at the next opening.
    """

    __tablename__: ClassVar[str] = "desk_user"
    __table_args__: ClassVar[Any] = {"info": SYNCED}

    house: str | None = None
    name: str
    display_name: str
    roles: list[str] = Field(default_factory=list, sa_type=Codes)
    active: bool = True
    seal_key: str = later()
    must_change: bool = later(False)


def add(vault: Vault, name: str, display_name: str, roles: list[Role], secret: str) -> User:
    """Give someone a passphrase of her own. Raises ``InvalidValue`` for a name taken or a short passphrase."""
    vault.require(Permission.MANAGE_USERS)
    if vault.house and Role.COORDINATOR in roles:
        raise NotAllowed(
            "Il ruolo di coordinamento si dà soltanto nell'archivio del coordinamento: non ho aggiunto nessuno."
        )
    return add_first(vault, name, display_name, roles, secret)


def add_first(
    vault: Vault, name: str, display_name: str, roles: list[Role], secret: str, seal_seed: bytes = b""
) -> User:
    """As ``add``, for the vault's creator, when nobody is there to ask leave of; without *seal_seed* she gets one."""
    name = name.strip().casefold()
    if not name or any(c.isspace() for c in name):
        raise InvalidValue("Il nome per entrare è una parola sola, per esempio «lucia».", "name")
    if not roles:
        raise InvalidValue("Scegli almeno un ruolo.", "roles")
    passphrase.check(secret)
    if name in vault.slots.users():
        raise InvalidValue(f"«{name}» c'è già: scegli un altro nome.", "name")
    seed = seal_seed or seal_keys.new_seed()
    user = User(
        house=vault.house or None,
        name=name,
        display_name=display_name or name,
        roles=list(roles),
        seal_key=KeyPair(seed).public,
    )
    with vault.save_with_slots("user.add") as session:
        session.add(user)
        session.flush()
        vault.replace_slot("user", name, passphrase.normalise(secret), seal_seed=seed)
    if vault.seal_pair is not None:
        seal_readers.wrap_missing(vault, vault.seal_pair)
    return user


def all_users(vault: Vault) -> list[User]:
    """Those who can open this vault, by name."""
    names = vault.slots.users()
    with vault.read() as session:
        return [u for u in session.exec(_here(vault).order_by(User.name)).all() if u.name in names]


def change_passphrase(vault: Vault, name: str, old: str, new: str) -> None:
    """Change one's own passphrase, knowing the old one."""
    held = vault.slots.held("user", name, passphrase.normalise(old))
    passphrase.check(new)
    with vault.save_with_slots("user.passphrase"):
        vault.replace_slot("user", name, passphrase.normalise(new), seal_seed=held.seal_seed)


def reset_passphrase(vault: Vault, name: str, new: str) -> None:
    """Give *name* a new passphrase; for administrators, and for whoever opened by the recovery key.

    Her own key for reserved records went with the old passphrase: she gets a new one, and with it what whoever resets
    can read (with the recovery key, all of this vault's). The rest comes when another reader opens the vault.
    """
    if not vault.opened_by_recovery:
        vault.require(Permission.MANAGE_USERS)
    if name not in vault.slots.users():
        raise NotFound(f"Non c'è nessuno che entra come «{name}».")
    passphrase.check(new)
    seed = seal_keys.new_seed()
    with vault.save_with_slots("user.passphrase_reset") as session:
        user = _of_slot(vault, session, name)
        user.seal_key = KeyPair(seed).public
        session.add(user)
        session.flush()
        vault.replace_slot("user", name, passphrase.normalise(new), seal_seed=seed)
    if vault.seal_pair is not None:
        seal_readers.wrap_missing(vault, vault.seal_pair)


def remove(vault: Vault, name: str) -> None:
    """Take away someone's passphrase. The last administrator stays."""
    vault.require(Permission.MANAGE_USERS)
    with vault.save_with_slots("user.remove") as session:
        user = session.exec(_here(vault).where(User.name == name)).first()
        if user is None or name not in vault.slots.users():
            raise NotFound(f"Non c'è nessuno che entra come «{name}».")
        # Who has no passphrase here could manage nobody here.
        others = {other for other in vault.slots.users() if other != name}
        managers = [
            u
            for u in session.exec(_here(vault)).all()
            if u.name in others and {Role.ADMINISTRATOR, Role.COORDINATOR} & set(u.roles)
        ]
        if not managers:
            raise InvalidValue(
                "Nessun altro potrebbe più gestire gli utenti: dai prima a qualcuno quel ruolo.", "name"
            )
        user.active = False
        session.add(user)
        session.flush()
        vault.write_slots(vault.slots.without_user(name))


def _of_slot(vault: Vault, session: Session, name: str) -> User:
    """The user whose passphrase that is: another desk of the house may know a user of the same name."""
    found: Sequence[User] = session.exec(
        _here(vault).where(User.name == name).order_by(col(User.id).desc())
    ).all()
    if not found:
        raise NotFound(f"Non c'è nessuno che entra come «{name}».")
    known = seal_readers.known_as(vault, name)
    return next((user for user in found if user.id == known), found[0])


def _here(vault: Vault) -> Any:
    """The active users of this place; those of other houses and of the coordination may have the same names."""
    return select(User).where(col(User.active), col(User.house) == (vault.house or None))
