"""What screens ask while someone waits, at 400,000 people and 1,000,000 accesses: each within a frame."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from millegiorni_desk.areas.accesses import service as accesses
from millegiorni_desk.areas.doti import service as doti
from millegiorni_desk.areas.pathways import appointments, board
from millegiorni_desk.areas.pathways import service as pathways
from millegiorni_desk.areas.people import service as people
from millegiorni_desk.vault.vault import Vault
from tests.benchmarks.million import DOTI, END, START
from tests.benchmarks.ratios import spent, tell_limit

_SOMEBODY = "00000001-0000-7000-8000-0000000007e9"
_DAY = START + timedelta(days=200)

ASKED: dict[str, Callable[[Vault], object]] = {
    "accesses, first page": lambda vault: accesses.page(vault, 0, 50),
    "accesses, page 200": lambda vault: accesses.page(vault, 10_000, 50),
    "accesses of a day": lambda vault: accesses.page(vault, 0, 50, _DAY),
    "how many accesses": accesses.count,
    "how many accesses in a day": lambda vault: accesses.count(vault, _DAY),
    "who came last": accesses.recent_people,
    "follow-ups due": lambda vault: accesses.follow_ups(vault, END),
    "her accesses": lambda vault: accesses.of_person(vault, _SOMEBODY),
    "people, first page": lambda vault: people.page(vault, 0, 50),
    "people, page 200": lambda vault: people.page(vault, 10_000, 50),
    "how many people": people.count,
    "pathways, first page": lambda vault: pathways.page(vault, 0, 50),
    "pathways, page 200": lambda vault: pathways.page(vault, 10_000, 50),
    "pathways still open": lambda vault: pathways.page(vault, 0, 50, open_only=True),
    "board: what is due": lambda vault: board.due(vault, END, 12),
    "board: what is due for one case manager": lambda vault: board.due(vault, END, 12, "Rosa"),
    "board: late goals": lambda vault: board.stuck(vault, END, 12),
    "board: silent pathways": lambda vault: board.silent(vault, END, 10),
    "board: one case manager's silent pathways": lambda vault: board.silent(vault, END, 10, "Rosa"),
    "reminders of a day": lambda vault: appointments.reminders_due(vault, END, 5),
    "doti, first page": doti.list_doti,
    "doti, last page": lambda vault: doti.list_doti(vault, offset=DOTI - 50),
    "doti still to pay": lambda vault: doti.list_doti(vault, doti.DotiFilter(state="committed")),
    "doti of a person": lambda vault: doti.list_doti(vault, doti.DotiFilter(person_id=_SOMEBODY)),
    "envelopes": doti.envelopes,
}


@pytest.mark.parametrize("what", ASKED)
def bench_list(big: Vault, what: str) -> None:
    ask = ASKED[what]
    ask(big)
    tell_limit(what, [spent(lambda: ask(big)) for _ in range(21)], 16)
