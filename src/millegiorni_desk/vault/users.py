"""The people who may open a vault: their name, their roles, and their own passphrase."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from sqlmodel import Field, Session, col, select

from millegiorni_desk.errors import InvalidValue, NotAllowed, NotFound
from millegiorni_desk.language import _
from millegiorni_desk.vault import passphrase, seal_keys, seal_readers
from millegiorni_desk.vault.permissions import Permission, Role
from millegiorni_desk.vault.records import SYNCED, Codes, NetworkRecord, later
from millegiorni_desk.vault.seal_keys import KeyPair

if TYPE_CHECKING:
    from millegiorni_desk.vault.vault import Vault


_MANAGERS = {Role.ADMINISTRATOR, Role.COORDINATOR}


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
    """Let someone in by a passphrase that she will be asked to change.

    Raises ``InvalidValue`` for a name that is taken or a weak passphrase.
    """
    vault.require(Permission.MANAGE_USERS)
    _fit_the_place(vault, roles)
    return _add(vault, name, display_name, roles, secret, seal_keys.new_seed(), must_change=True)


def add_first(
    vault: Vault, name: str, display_name: str, roles: list[Role], secret: str, seal_seed: bytes = b""
) -> User:
    """As ``add``, for the vault's creator, when nobody is there to ask leave of; without *seal_seed* she gets one."""
    seed = seal_seed or seal_keys.new_seed()
    return _add(vault, name, display_name, roles, secret, seed, must_change=False)


def _add(
    vault: Vault,
    name: str,
    display_name: str,
    roles: list[Role],
    secret: str,
    seed: bytes,
    *,
    must_change: bool,
) -> User:
    name = name.strip().casefold()
    if not name or any(c.isspace() for c in name):
        raise InvalidValue(_("Il nome per entrare è una parola sola, per esempio «lucia»."), "name")
    if not roles:
        raise InvalidValue(_("Scegli almeno un ruolo."), "roles")
    passphrase.check(secret)
    # A slot alone is what a power cut left of someone who was being added: she is added now.
    if name in [user.name for user in all_users(vault)]:
        raise InvalidValue(_("«{name}» c'è già: scegli un altro nome.").format(name=name), "name")
    user = User(
        house=vault.house or None,
        name=name,
        display_name=display_name or name,
        roles=list(roles),
        seal_key=KeyPair(seed).public,
        must_change=must_change,
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


def last_openings(vault: Vault) -> dict[str, str]:
    """When each user opened this vault last, by name (UTC, ``2025-11-23T14:32:00Z``)."""
    vault.require(Permission.MANAGE_USERS)
    return {
        name: vault.scalar(
            # From the newest on: whoever enters at all is found within a few entries.
            "SELECT at FROM audit WHERE user = :name AND action = 'vault.opened' ORDER BY n DESC LIMIT 1",
            name=name,
        )
        or ""
        for name in vault.slots.users()
    }


def change(vault: Vault, name: str, display_name: str, roles: list[Role]) -> User:
    """Call someone otherwise, give her other roles. Raises ``InvalidValue`` if nobody could manage users then."""
    vault.require(Permission.MANAGE_USERS)
    _fit_the_place(vault, roles)
    if not display_name.strip():
        raise InvalidValue(_("Scrivi come si chiama."), "display_name")
    if not roles:
        raise InvalidValue(_("Scegli almeno un ruolo."), "roles")
    with vault.save("user.edit") as session:
        user = _of_slot(vault, session, name)
        if not _MANAGERS & set(roles):
            _someone_else_manages(vault, session, name, "roles")
        user.display_name, user.roles = display_name.strip(), list(roles)
        session.add(user)
    if vault.seal_pair is not None:
        seal_readers.wrap_missing(vault, vault.seal_pair)
    if name == vault.user:
        vault.user_name, vault.roles = user.display_name, list(user.roles)
    return user


def change_passphrase(vault: Vault, name: str, old: str, new: str) -> None:
    """Change one's own passphrase, knowing the old one. Nobody else knows the new one."""
    held = vault.slots.held("user", name, passphrase.normalise(old))
    passphrase.check(new)
    if passphrase.normalise(new) == passphrase.normalise(old):
        raise InvalidValue(_("È la frase di adesso: scegline un'altra."), "passphrase")
    with vault.save_with_slots("user.passphrase") as session:
        user = _of_slot(vault, session, name)
        user.must_change = False
        session.add(user)
        session.flush()
        vault.replace_slot("user", name, passphrase.normalise(new), seal_seed=held.seal_seed)
    if name == vault.user:
        vault.must_change = False


def reset_passphrase(vault: Vault, name: str, new: str) -> None:
    """Give *name* a new passphrase; for administrators, and for whoever opened by the recovery key.

    What an administrator chose for her she is asked to change at her next opening. With the recovery key she chose it
    herself.

    Her own key for reserved records went with the old passphrase: she gets a new one, and with it what whoever resets
    can read (with the recovery key, all of this vault's). The rest comes when another reader opens the vault.
    """
    if not vault.opened_by_recovery:
        vault.require(Permission.MANAGE_USERS)
    if name not in vault.slots.users():
        raise NotFound(_("Non c'è nessuno che entra come «{name}».").format(name=name))
    passphrase.check(new)
    seed = seal_keys.new_seed()
    with vault.save_with_slots("user.passphrase_reset") as session:
        user = _of_slot(vault, session, name)
        user.seal_key = KeyPair(seed).public
        user.must_change = not vault.opened_by_recovery
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
            raise NotFound(_("Non c'è nessuno che entra come «{name}».").format(name=name))
        _someone_else_manages(vault, session, name, "name")
        user.active = False
        session.add(user)
        session.flush()
        vault.write_slots(vault.slots.without_user(name))


def _fit_the_place(vault: Vault, roles: Sequence[str]) -> None:
    if vault.house and Role.COORDINATOR in roles:
        raise NotAllowed(
            _(
                "Il ruolo di coordinamento si dà soltanto nell'archivio del coordinamento: non ho cambiato nulla."
            )
        )


def _someone_else_manages(vault: Vault, session: Session, name: str, field: str) -> None:
    """Raise ``InvalidValue`` where nobody but *name* could manage users."""
    # Who has no passphrase here could manage nobody here.
    others = {other for other in vault.slots.users() if other != name}
    if not any(
        user.name in others and _MANAGERS & set(user.roles) for user in session.exec(_here(vault)).all()
    ):
        raise InvalidValue(
            _("Nessun altro potrebbe più gestire gli utenti: dai prima a qualcuno quel ruolo."), field
        )


def _of_slot(vault: Vault, session: Session, name: str) -> User:
    """The user whose passphrase that is: another desk of the house may know a user of the same name."""
    found: Sequence[User] = session.exec(
        _here(vault).where(User.name == name).order_by(col(User.id).desc())
    ).all()
    if not found:
        raise NotFound(_("Non c'è nessuno che entra come «{name}».").format(name=name))
    known = seal_readers.known_as(vault, name)
    return next((user for user in found if user.id == known), found[0])


def _here(vault: Vault) -> Any:
    """The active users of this place; those of other houses and of the coordination may have the same names."""
    return select(User).where(col(User.active), col(User.house) == (vault.house or None))
