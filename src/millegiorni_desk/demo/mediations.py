"""The year's mediations: for whom, in which language, each session with its minutes, and how it went."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from random import Random

from millegiorni_desk.areas.mediation import mediators
from millegiorni_desk.areas.mediation import service as mediation
from millegiorni_desk.areas.mediation.records import Mediation, MediationSession, Mediator
from millegiorni_desk.areas.mediation.sessions import add_sessions
from millegiorni_desk.demo.figures import Figures
from millegiorni_desk.demo.individuals import YEAR, Individual, deck
from millegiorni_desk.demo.plan import Card, PlannedMediation, PlannedPathway, PlannedSession, Visit
from millegiorni_desk.demo.turin import turin
from millegiorni_desk.demo.visits import pick
from millegiorni_desk.vault.vault import Vault

_YEAR_END = date(YEAR, 12, 31)
_LAST_REQUEST = date(YEAR, 10, 15)
_OVER_BY = date(YEAR, 12, 5)
_KINDS = {"interview": 40, "understanding": 28, "communication": 20, "relational": 12}
_OUTCOMES = ("understood", "joined_service", "joined_service", "goes_on", "other")
_UNIT = 30
"""Minutes: sessions last one to four of these."""


def write_mediations(
    rng: Random,
    everybody: list[Individual],
    cards: Mapping[int, list[Card]],
    visits: dict[str, list[Visit]],
    pathways: Mapping[str, list[PlannedPathway]],
    figures: Figures,
) -> dict[str, list[PlannedMediation]]:
    """Every house's mediations; the accesses at which they were asked for say so in *visits*."""
    chosen = _chosen(rng, [one for one in everybody if _may(one, cards[one.who])], figures)
    fragilities = deck(
        rng,
        {"violence": figures.mediations_violence, "health": figures.mediations_health},
        len(chosen),
        "care_load",
    )
    followed = {path.card: path for drawn in pathways.values() for path in drawn}
    units = _shares(rng, figures.mediation_minutes // _UNIT, len(chosen))
    written: dict[str, list[PlannedMediation]] = {house.code: [] for house in turin().houses}
    for one, fragility, share in zip(chosen, fragilities, units, strict=True):
        (card,) = cards[one.who]
        place = _asked_at(visits[card.house], card, followed.get(card.key))
        visit = visits[card.house][place] = replace(visits[card.house][place], mediation_needed=True)
        written[card.house].append(_planned(rng, one, visit, fragility, share))
    return written


def _may(one: Individual, held: list[Card]) -> bool:
    """Women whom one card alone tells of, who came early enough, and who speak something else."""
    early = any(day <= _LAST_REQUEST for day, _house in one.days)
    card = held[0]
    born_there = card.birth_country == card.citizenship == one.citizenship != "IT"
    return one.gender == "F" and len(held) == 1 and one.language != "it" and early and born_there


def _chosen(rng: Random, women: list[Individual], figures: Figures) -> list[Individual]:
    """So many of each country as the report says, and of three others; those with a pathway first."""
    rng.shuffle(women)
    women.sort(key=lambda one: (not one.pathway, not one.mother))
    wanted = {
        "NG": figures.mediations_nigeria, "PE": figures.mediations_peru, "MA": figures.mediations_morocco,
    }  # fmt: skip
    rest = figures.mediations - sum(wanted.values())
    many = Counter(one.citizenship for one in women)
    others = [country for country in many if country not in wanted and many[country] >= rest // 3]
    wanted |= dict.fromkeys(others[:3], rest // 3)
    found = []
    for country, count in wanted.items():
        found += [one for one in women if one.citizenship == country][:count]
    return found


def _asked_at(visits: list[Visit], card: Card, path: PlannedPathway | None) -> int:
    """The access at which it was asked for: the one that opened her pathway, or her first."""
    hers = [place for place, visit in enumerate(visits) if visit.card == card.key]
    opening = [place for place in hers if path is not None and visits[place].key == path.opened_by]
    return (opening or hers)[0]


def _shares(rng: Random, units: int, among: int) -> list[int]:
    """*units* among so many: between half and one and a half of what each would have, the sum kept."""
    even = units // among
    shares = [rng.randint(even // 2, even + even // 2) for _unused in range(among)]
    while sum(shares) != units:
        step = 1 if sum(shares) < units else -1
        shares[rng.randrange(among)] += step
    return shares


def _planned(rng: Random, one: Individual, visit: Visit, fragility: str, units: int) -> PlannedMediation:
    texts = turin().mediation
    sessions = tuple(_sessions(rng, visit.on_date, units))
    last = sessions[-1].on_date
    closed = last + timedelta(days=rng.randint(1, 10)) if last < _OVER_BY else None
    return PlannedMediation(
        -1 if visit.card is None else visit.card,
        visit.key,
        visit.on_date,
        closed,
        one.language,
        next(
            (known.name for known in texts.mediators if one.language in known.languages),
            texts.mediators[0].name,
        ),
        rng.choice(texts.needs),
        fragility,
        rng.choice(_OUTCOMES) if closed else "",
        sessions,
    )


def _sessions(rng: Random, asked: date, units: int) -> Iterator[PlannedSession]:
    """Sessions on weekdays of the four months after the request, which come to *units* half hours."""
    parts = []
    while units:
        parts.append(min(units, rng.choice((2, 3, 3, 4))))
        units -= parts[-1]
    end = min(asked + timedelta(days=120), _YEAR_END)
    weekdays = [
        day for n in range((end - asked).days + 1) if (day := asked + timedelta(days=n)).weekday() < 5
    ]
    drawn = rng.sample if len(weekdays) >= len(parts) else rng.choices
    for day, part in zip(sorted(drawn(weekdays, k=len(parts))), parts, strict=True):
        kind = pick(rng, _KINDS, 1)[0]
        starts = f"{rng.choice((9, 10, 11, 14, 15, 16)):02}:{rng.choice((0, 15, 30)):02}"
        yield PlannedSession(day, starts, part * _UNIT, kind, rng.choice(turin().mediation.places))


def write_mediators(vault: Vault) -> None:
    """Put the mediators of the demo on the network's list."""
    for one in turin().mediation.mediators:
        mediators.add(
            vault,
            Mediator(
                name=one.name,
                organisation=one.organisation,
                languages=list(one.languages),
                cents_per_hour=one.cents_per_hour,
            ),
        )


def follow(
    vault: Vault,
    planned: list[PlannedMediation],
    people_ids: Mapping[int, str],
    access_ids: Mapping[int, str],
    pathway_ids: Mapping[int, str],
) -> None:
    """Write a house's mediations through the services, each with its sessions and its end."""
    known = {one.name: one.id for one in mediators.every(vault)}
    for one in planned:
        made = mediation.request(
            vault,
            Mediation(
                house="",
                person_id=people_ids[one.card],
                access_id=access_ids[one.asked_at],
                pathway_id=pathway_ids.get(one.card),
                requested_on=one.requested_on,
                languages=[one.language],
                need=one.need,
                fragility=one.fragility,
                mediator_id=known[one.mediator],
            ),
        )
        add_sessions(vault, [_session_of(held, made.id) for held in one.sessions])
        if one.closed_on is not None:
            mediation.close(vault, made.id, one.outcome, one.closed_on)


def _session_of(held: PlannedSession, mediation_id: str) -> MediationSession:
    return MediationSession(
        house="",
        mediation_id=mediation_id,
        on_date=held.on_date,
        starts=held.starts,
        minutes=held.minutes,
        kind=held.kind,
        place=held.place,
    )
