"""The directory of the demo, and who was sent where: one access in four that sent someone on made a referral."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from millegiorni_desk import resources
from millegiorni_desk.areas.referrals import directory
from millegiorni_desk.areas.referrals import service as referrals
from millegiorni_desk.areas.referrals.records import Referral, Service
from millegiorni_desk.demo.individuals import YEAR
from millegiorni_desk.demo.plan import Visit
from millegiorni_desk.flows.referring import main_need
from millegiorni_desk.vault.vault import Vault

_ONE_IN = 4
_CHECKED = date(YEAR, 1, 15)
_ANSWERED_AFTER = timedelta(days=12)
_STILL_AWAITED = date(YEAR, 12, 10)
# What comes back, in turn: most go, some do not.
_OUTCOMES = (
    ("attended", "Ci è andata"),
    ("accepted", "Presa in carico, la richiamano loro"),
    ("attended", "Fatto, torna tra un mese"),
    ("not_reached", "Non si è presentata"),
    ("attended", ""),
    ("refused", "Lista d'attesa chiusa"),
)


def write_directory(vault: Vault) -> None:
    """Put every service of the demo into the directory of the network."""
    held: list[dict[str, Any]] = tomllib.loads(resources.read_text("demo/services.toml"))["service"]
    directory.add_many(vault, [Service(**one, checked_on=_CHECKED) for one in held])


def send_on(
    vault: Vault, visits: Sequence[Visit], people_ids: Mapping[int, str], access_ids: Mapping[int, str]
) -> None:
    """Write the referrals of a house's year; those of its last weeks still await an answer."""
    by_kind = {kind: directory.find(vault, kind=kind) for kind in directory.kinds(vault)}
    sent = [
        (visit, kind)
        for visit in visits
        for kind in visit.referred_to[:1]
        if visit.card is not None and kind in by_kind
    ][::_ONE_IN]
    made = []
    for n, (visit, kind) in enumerate(sent):
        if visit.card is None:
            continue
        services = by_kind[kind]
        referral = Referral(
            house="",
            person_id=people_ids[visit.card],
            access_id=access_ids[visit.key],
            service_id=services[n % len(services)].id,
            code="",
            on_date=visit.on_date,
            need=main_need(visit.needs),
        )
        if visit.on_date < _STILL_AWAITED:
            referral.state, referral.outcome = _OUTCOMES[n % len(_OUTCOMES)]
            referral.returned_on = visit.on_date + _ANSWERED_AFTER
        made.append(referral)
    referrals.refer_many(vault, made)
