"""The coordinator's part at the start: the network, its houses and bodies, the funds and every house's envelopes."""

from __future__ import annotations

from datetime import date

from millegiorni_desk.areas.doti import service as doti
from millegiorni_desk.areas.doti.records import BudgetLine, Fund, Funder
from millegiorni_desk.demo import coordinating, mediations, services
from millegiorni_desk.demo.folder import DemoFolder
from millegiorni_desk.demo.individuals import YEAR
from millegiorni_desk.demo.plan import Plan
from millegiorni_desk.demo.turin import turin
from millegiorni_desk.errors import BugError
from millegiorni_desk.flows import joining
from millegiorni_desk.flows.desk import create_network
from millegiorni_desk.network import service as network
from millegiorni_desk.network.records import House, ManagingBody
from millegiorni_desk.vault.key_slots import FLOOR
from millegiorni_desk.vault.opening import FirstUser
from millegiorni_desk.vault.permissions import Role
from millegiorni_desk.vault.vault import Vault

_OPENS, _CLOSES = date(YEAR, 1, 1), date(YEAR, 12, 31)


def found(folder: DemoFolder, plan: Plan) -> Vault:
    """Found the network, with everything in it that a house needs on its first day. Returns the open vault."""
    cast = turin()
    irene = cast.coordinator
    first = FirstUser(irene.name, irene.display_name, (Role.COORDINATOR,), irene.passphrase)
    vault, _ = create_network(folder.coordinator, cast.network, first, str(folder.exchange), FLOOR)
    for house in cast.houses:
        joining.add_house(
            vault, House(code=house.code, name=house.name, address=house.address, colour=house.colour)
        )
    with vault.save("demo"):
        for body in cast.bodies:
            network.add_body(
                vault,
                ManagingBody(
                    code=body.code,
                    name=body.name,
                    houses=list(body.houses),
                    seat=body.seat,
                    codice_fiscale=body.codice_fiscale,
                ),
            )
        services.write_directory(vault)
        mediations.write_mediators(vault)
        _fund(vault, plan)
        coordinating.write(vault, plan.programme)
    return vault


def _fund(vault: Vault, plan: Plan) -> None:
    lines, budgets = {}, plan.budgets()
    for fund in turin().funds:
        funder = doti.add_funder(vault, Funder(code=fund.code, name=fund.funder))
        added = doti.add_fund(
            vault,
            Fund(code=fund.code, name=fund.name, funder_id=funder.id, opens_on=_OPENS, closes_on=_CLOSES),
        )
        for line in fund.lines:
            record = doti.add_line(
                vault,
                BudgetLine(
                    fund_id=added.id,
                    name=line.name,
                    expenses=list(line.expenses),
                    budget_cents=budgets[line.name],
                ),
            )
            lines[line.name] = record.id
    for (house, line_name), cents in plan.envelopes().items():
        doti.allocate(vault, house, lines[line_name], cents, _OPENS)


def let_in(vault: Vault, spoken: list[str]) -> None:
    """Approve the desks that ask to come in, if the words that each reads aloud are those of its request."""
    waiting = joining.requests(vault)
    if sorted(desk.fingerprint for desk in waiting) != sorted(spoken):
        raise BugError("Le richieste d'ingresso trovate non sono quelle delle otto case.")
    for desk in waiting:
        joining.approve(vault, desk)
