"""Someone at a house who wants more than her part: what the program stops, and what the coordination sees."""

from datetime import date

import pytest
from sqlmodel import select

from millegiorni_desk.areas.doti import service as doti
from millegiorni_desk.areas.doti.records import BudgetLine, LedgerEntry
from millegiorni_desk.errors import InvalidValue, NotAllowed
from millegiorni_desk.flows import checking, desk, syncing
from millegiorni_desk.vault import users
from millegiorni_desk.vault.permissions import Role

from . import furnished
from .furnished import World

SECRET = "un'altra frase lunga"


def test_a_house_makes_no_coordinators(world: World) -> None:
    with desk.open_desk(world.house, "lucia", furnished.PASSPHRASE) as vault:
        with pytest.raises(NotAllowed, match="coordinamento"):
            users.add(vault, "furba", "Furba", [Role.OPERATOR, Role.COORDINATOR], SECRET)
        assert [user.name for user in users.all_users(vault)] == ["lucia"]


def test_a_coordinators_name_does_not_give_her_role(world: World) -> None:
    """Marta's record is known at Barrito too; another Marta there is an operator and nothing more."""
    with desk.open_desk(world.house, "lucia", furnished.PASSPHRASE) as vault:
        assert vault.scalar("SELECT count(*) FROM desk_user WHERE name = 'marta'") == 1
        users.add(vault, "marta", "Marta di Barrito", [Role.OPERATOR], SECRET)
        assert [(u.name, u.display_name) for u in users.all_users(vault)] == [
            ("lucia", "Lucia"),
            ("marta", "Marta di Barrito"),
        ]
    with desk.open_desk(world.house, "marta", SECRET) as vault:
        assert (vault.roles, vault.user_name) == ([Role.OPERATOR], "Marta di Barrito")
    with desk.open_desk(world.house, "lucia", furnished.PASSPHRASE) as vault:
        users.remove(vault, "marta")
        syncing.synchronise(vault)
    with desk.open_desk(world.coordinator, "marta", furnished.PASSPHRASE) as vault:
        syncing.synchronise(vault)
        assert vault.roles == [Role.COORDINATOR]


def test_a_coordinator_elsewhere_is_no_administrator_here(world: World) -> None:
    """Lucia is the last who can manage users at Barrito, whoever is known from afar."""
    with (
        desk.open_desk(world.house, "lucia", furnished.PASSPHRASE) as vault,
        pytest.raises(InvalidValue, match="Nessun altro"),
    ):
        users.remove(vault, "lucia")


def test_money_that_a_house_gave_itself_is_seen(world: World) -> None:
    """With a program of her own she could write the entry; it carries the number of her device."""
    with desk.open_desk(world.house, "lucia", furnished.PASSPHRASE) as vault:
        with vault.read() as session:
            line = session.exec(select(BudgetLine)).first()
        assert line is not None
        with pytest.raises(NotAllowed):
            doti.allocate(vault, "BAR", line.id, 9_999_900, date(2025, 3, 1))
        entry = LedgerEntry(
            house="BAR",
            line_id=line.id,
            kind="allocate",
            from_account="funder",
            to_account="available",
            amount_cents=9_999_900,
            on_date=date(2025, 3, 1),
        )
        with vault.save("forged") as session:
            session.add(entry)
        syncing.synchronise(vault)
    with desk.open_desk(world.coordinator, "marta", furnished.PASSPHRASE) as vault:
        assert checking.faults(vault) == []
        syncing.synchronise(vault)
        (fault,) = checking.faults(vault)
        assert "99.999,00" in fault and "«Uno»" in fault
