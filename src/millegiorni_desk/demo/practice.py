"""The training vault: one house of the made-up year, in a folder of its own, with nothing of the real network."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from millegiorni_desk.demo import desks, founding, population
from millegiorni_desk.demo.desks import Desk
from millegiorni_desk.demo.folder import DemoFolder
from millegiorni_desk.demo.plan import HousePlan
from millegiorni_desk.demo.turin import turin
from millegiorni_desk.flows import joining, syncing, training
from millegiorni_desk.flows.desk import open_desk
from millegiorni_desk.language import _
from millegiorni_desk.vault.vault import Vault

HOUSE = "BAR"
_VISITS = 400
_SEED = 7
Progress = Callable[[int, int, str], None]


def make(folder: Path, progress: Progress) -> None:
    """Make the training vault in *folder*; half a vault is taken away again when it is stopped or fails.

    What made it (a made-up coordination, and where bundles met) goes: there is nobody to hand over to.
    """
    steps = iter(
        (
            _("Invento le persone"),
            _("Preparo la casa"),
            _("Riempio le buste"),
            _("Scrivo gli accessi"),
            _("Finisco"),
        )
    )

    def step(done: int) -> None:
        progress(done, 5, next(steps))

    work = DemoFolder(folder.parent / f"{folder.name}.new")
    shutil.rmtree(work.root, ignore_errors=True)
    try:
        step(0)
        work.prepare()
        plan = population.make(1, _SEED)
        step(1)
        desk = Desk(HOUSE, work.house(HOUSE), work.exchange)
        with founding.found(work, plan) as coordination:
            founding.let_in(coordination, [desks.join(desk, joining.invite(coordination, HOUSE).to_json())])
            step(2)
            syncing.synchronise(coordination)
            desks.synchronise(desk)
        step(3)
        desks.write(desk, _small(plan.houses[HOUSE]))
        step(4)
        with enter(desk.folder) as vault:
            training.mark(vault)
        shutil.rmtree(folder, ignore_errors=True)
        desk.folder.rename(folder)
    finally:
        shutil.rmtree(work.root, ignore_errors=True)


def enter(folder: Path) -> Vault:
    """Open the training vault: its passphrase is no secret."""
    login = turin().house(HOUSE).case_manager
    return open_desk(folder, login.name, login.passphrase)


def _small(plan: HousePlan) -> HousePlan:
    """The last visits of the year, and the pathways that they and what they opened need."""
    followed = {pathway.opened_by for pathway in plan.pathways}
    last = {visit.key for visit in plan.visits[-_VISITS:]}
    visits = [visit for visit in plan.visits if visit.key in last or visit.key in followed]
    seen = {visit.card for visit in visits} | {pathway.card for pathway in plan.pathways}
    return replace(plan, visits=visits, cards=[card for card in plan.cards if card.key in seen])
