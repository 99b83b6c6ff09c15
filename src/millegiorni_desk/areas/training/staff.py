"""Who works with the project: whoever has a user at a desk, and who comes to training without one.

The list belongs to the network: one desk writes someone down, and every other finds her.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import col, select

from millegiorni_desk.areas.training import scope
from millegiorni_desk.areas.training.records import StaffMember
from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.language import _
from millegiorni_desk.network import service as network
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault

_LINES = ("name", "role", "user_name", "email")
# The same id at every desk: two that write down the same user write one record, which the merge joins.
_SPACE = uuid.UUID("3d7c6a14-9b0e-5c52-8f57-2f0a6b1e4c93")
_USERS = (
    "SELECT house, name, max(display_name) AS display_name FROM desk_user "
    "WHERE active IS 1 AND (:house = '' OR house = :house) GROUP BY house, name ORDER BY 3, 2, 1"
)


@dataclass(frozen=True)
class Taken:
    """Ids of who was added as a user of a desk, and of who was in the list already and is tied to hers now."""

    new: tuple[str, ...]
    tied: tuple[str, ...]


def every(vault: Vault, *, active_only: bool = True) -> list[StaffMember]:
    """Who works with the project, by name; those who left too, where asked for."""
    vault.require(Permission.SEE_PROGRAMME)

    def read() -> list[StaffMember]:
        with vault.read() as session:
            found = session.exec(select(StaffMember).where(col(StaffMember.voided).is_(False))).all()
        return sorted(found, key=lambda one: (network.fold(one.name), one.id))

    known = vault.cached("staff", ("staff_member",), read)
    return [one for one in known if one.active or not active_only]


def member(vault: Vault, staff_id: str) -> StaffMember:
    """One of them, at work or not. Raises ``NotFound``."""
    vault.require(Permission.SEE_PROGRAMME)
    return vault.get(StaffMember, staff_id)


def proposed(vault: Vault) -> list[StaffMember]:
    """The users of the desks who are not in the list yet, as they would be added; a house proposes its own."""
    vault.require(Permission.RECORD_TRAINING)
    known = {(one.house_code, one.user_name) for one in every(vault, active_only=False) if one.user_name}
    return [
        StaffMember(
            id=str(uuid.uuid5(_SPACE, f"{row['house'] or ''}/{row['name']}")),
            name=row["display_name"],
            house_code=row["house"] or "",
            user_name=row["name"],
        )
        for row in vault.query(_USERS, house=vault.house)
        if (row["house"] or "", row["name"]) not in known
    ]


def add(vault: Vault, new: StaffMember) -> StaffMember:
    """Put someone into the list, of whatever house: she may come to a training here. Raises ``InvalidValue``."""
    add_many(vault, [new])
    return new


def add_many(vault: Vault, members: Sequence[StaffMember]) -> None:
    """As :func:`add`, for several at once: all of them, or none where one cannot be.

    Who was taken off the list and is added as the same user is on it again.
    """
    vault.require(Permission.RECORD_TRAINING)
    with vault.save("staff.add") as session:
        for new in members:
            _check(vault, new)
            session.merge(new)
            session.flush()


def take_in(vault: Vault) -> Taken:
    """Put the users of the desks who are not in the list yet into it.

    Who is in it by her name, without a user, is given hers instead of standing there twice; of two users who are
    called alike the second is told apart by her user.
    """
    vault.require(Permission.RECORD_TRAINING)
    new, tied = list[str](), list[str]()
    with vault.save("staff.add"):
        for one in proposed(vault):
            same = _of_name(vault, one)
            if same is not None and not same.user_name:
                edit(vault, same.id, user_name=one.user_name, active=True)
                tied.append(same.id)
                continue
            if same is not None:
                one.name = f"{one.name} ({one.user_name})"
            add(vault, one)
            new.append(one.id)
    return Taken(tuple(new), tuple(tied))


def put_back(vault: Vault, taken: Taken) -> None:
    """Undo :func:`take_in`."""
    vault.require(Permission.RECORD_TRAINING)
    with vault.save("staff.edit"):
        for one in taken.new:
            edit(vault, one, voided=True)
        for one in taken.tied:
            edit(vault, one, user_name="")


def edit(vault: Vault, staff_id: str, **changes: Any) -> StaffMember:
    """Change some fields; the values before stay in the history.

    ``voided=True`` takes off the list who was never to be on it, and is refused for who was at a meeting.
    """
    vault.require(Permission.RECORD_TRAINING)
    with vault.save("staff.edit") as session:
        held = vault.get(StaffMember, staff_id)
        scope.check(vault, held.house_code)
        for field, value in changes.items():
            setattr(held, field, value)
        scope.check(vault, held.house_code)
        _check(vault, held)
        if held.voided and _was_there(vault, staff_id):
            raise InvalidValue(
                _("{name} è stata a degli incontri: segna invece che non lavora più con noi.").format(
                    name=held.name
                ),
                "voided",
            )
        return session.merge(held)


def retire(vault: Vault, staff_id: str, active: bool = False) -> StaffMember:
    """She no longer works with the project, or does again; where she was stays."""
    return edit(vault, staff_id, active=active)


def _of_name(vault: Vault, wanted: StaffMember) -> StaffMember | None:
    for one in every(vault, active_only=False):
        same = one.house_code == wanted.house_code and network.fold(one.name) == network.fold(wanted.name)
        if same and one.id != wanted.id:
            return one
    return None


def _was_there(vault: Vault, staff_id: str) -> bool:
    return bool(
        vault.scalar(
            "SELECT 1 FROM training_presence AS p JOIN training AS t ON t.id = p.training_id "
            "WHERE p.staff_id = :of AND p.voided IS 0 AND t.voided IS 0 LIMIT 1",
            of=staff_id,
        )
    )


def _check(vault: Vault, held: StaffMember) -> None:
    for field in _LINES:
        setattr(held, field, " ".join(getattr(held, field).split()))
    if not held.name:
        raise InvalidValue(_("Scrivi come si chiama."), "name")
    if held.house_code:
        network.house(vault, held.house_code)
    if held.body:
        network.body(vault, held.body)
    if held.email and "@" not in held.email.strip("@"):
        raise InvalidValue(_("L'indirizzo di posta non è completo: manca la chiocciola."), "email")
    if held.voided:
        return
    same = _of_name(vault, held)
    for other in every(vault, active_only=False):
        ties = (other.house_code, other.user_name) == (held.house_code, held.user_name)
        if held.user_name and ties and other.id != held.id:
            raise InvalidValue(
                _("Chi entra come «{user}» è già nell'elenco: è {name}.").format(
                    user=held.user_name, name=other.name
                ),
                "user_name",
            )
    if same is not None:
        raise InvalidValue(_("«{name}» è già nell'elenco di questa casa.").format(name=held.name), "name")
