"""What a mediation and a referral have in common: in clear until they become reserved, then nowhere in the file."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pytest

from millegiorni_desk.areas.mediation import service as mediation
from millegiorni_desk.areas.mediation.records import Mediation
from millegiorni_desk.areas.referrals import service as referrals
from millegiorni_desk.areas.referrals.records import Referral
from millegiorni_desk.flows.desk import open_desk
from millegiorni_desk.vault.vault import Vault
from tests.areas.reserved_desk import MARKER, SECRET, furnish, in_clear

TODAY = date.today()


class Asking(NamedTuple):
    """How one area writes the marker, and makes reserved later what was written; ``who`` does it."""

    who: str
    ask: Callable[[Vault], str]
    reserve: Callable[[Vault, str], object]
    read: Callable[[Vault, str], str]


def mediate(vault: Vault) -> str:
    told = {"languages": ["ar"], "requested_on": TODAY, "need": MARKER}
    return mediation.request(vault, Mediation(house="", person_id="p1", **told)).id


def refer(vault: Vault) -> str:
    told = {"code": "", "kind": "other", "need": "income", "on_date": TODAY, "reason": MARKER}
    return referrals.refer(vault, Referral(house="", person_id="p1", **told)).id


AREAS = {
    "mediation": Asking(
        "lucia",
        mediate,
        lambda vault, key: mediation.edit(vault, key, fragility="violence"),
        lambda vault, key: mediation.line(vault, key).mediation.need,
    ),
    "referrals": Asking(
        "olga",
        refer,
        lambda vault, key: referrals.edit(vault, key, need="violence"),
        lambda vault, key: referrals.line(vault, key).referral.reason,
    ),
}


@pytest.mark.parametrize("area", AREAS)
def test_what_becomes_reserved_later_leaves_rows_and_history(tmp_path: Path, area: str) -> None:
    folder, asking = furnish(tmp_path), AREAS[area]
    with open_desk(folder, asking.who, SECRET) as vault:
        key = asking.ask(vault)
    assert in_clear(folder), "the check sees what is not reserved"
    with open_desk(folder, asking.who, SECRET) as vault:
        asking.reserve(vault, key)
        assert asking.read(vault, key) == MARKER
    assert not in_clear(folder)
