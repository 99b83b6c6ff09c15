"""Action 4, training and network: its indicators."""

from __future__ import annotations

from millegiorni_desk.areas.monitoring.indicators.declaration import Indicator, Kind, Unit
from millegiorni_desk.areas.monitoring.indicators.programme_sources import (
    AGREEMENTS,
    OPERATORS,
    OPERATORS_SUMMED,
    PRESENCES,
    STAFF_HOUSE,
    TRAININGS,
)
from millegiorni_desk.language import N_

_FACTS = (("training_kind", "t.kind"), ("minutes", "t.minutes"))
_IN_FORCE = (("agreement_kind", "g.kind"), ("since", "g.since"), ("until", "g.until"))


def _held(name: str, title: str, meaning: str, where: str = "1") -> Indicator:
    return Indicator(
        id=f"a4.{name}",
        title=title,
        meaning=meaning,
        unit=Unit.COUNT,
        kind=Kind.COUNT,
        source=TRAININGS,
        where=where,
        facts=_FACTS,
    )


def _agreements(name: str, title: str, meaning: str, where: str = "1") -> Indicator:
    return Indicator(
        id=f"a4.{name}",
        title=title,
        meaning=meaning,
        unit=Unit.COUNT,
        kind=Kind.COUNT,
        source=AGREEMENTS,
        where=where,
        facts=_IN_FORCE,
        on_map=False,
    )


INDICATORS = (
    Indicator(
        id="a4.operators",
        title=N_("Operatrici e operatori formati"),
        meaning=N_(
            "Persone diverse che nel periodo sono state presenti ad almeno un incontro di formazione o di équipe."
        ),
        unit=Unit.PEOPLE,
        kind=Kind.COUNT,
        source=OPERATORS,
    ),
    _held(
        "meetings",
        N_("Incontri di formazione e di équipe"),
        N_("Incontri di formazione e di équipe che si sono tenuti nel periodo."),
    ),
    _held(
        "training",
        N_("Incontri di formazione"),
        N_("Incontri di formazione che si sono tenuti nel periodo."),
        "t.kind = 'training'",
    ),
    _held(
        "team",
        N_("Incontri di équipe"),
        N_("Incontri di équipe che si sono tenuti nel periodo."),
        "t.kind = 'team'",
    ),
    Indicator(
        id="a4.hours",
        title=N_("Ore di formazione e di équipe"),
        meaning=N_("Quanto sono durati gli incontri del periodo. Quelli senza durata non danno ore."),
        unit=Unit.HOURS,
        kind=Kind.TOTAL,
        source=TRAININGS,
        state="CASE WHEN t.minutes IS NULL THEN 'unknown' ELSE 'yes' END",
        amount="t.minutes",
        facts=_FACTS,
    ),
    Indicator(
        id="a4.person_hours",
        title=N_("Ore di presenza alla formazione"),
        meaning=N_(
            "Le ore degli incontri del periodo sommate per chi c'era: un incontro di due ore con cinque persone ne dà "
            "dieci."
        ),
        unit=Unit.HOURS,
        kind=Kind.TOTAL,
        source=PRESENCES,
        state="CASE WHEN p.minutes IS NULL THEN 'unknown' ELSE 'yes' END",
        amount="p.minutes",
        facts=(("minutes", "p.minutes"),),
    ),
    _agreements(
        "networks",
        N_("Reti e collaborazioni tematiche"),
        N_(
            "Reti a cui il progetto ha partecipato in almeno un giorno del periodo. Valgono per tutta la rete."
        ),
        "g.kind = 'network'",
    ),
    _agreements(
        "agreements",
        N_("Accordi in vigore"),
        N_(
            "Reti, protocolli, convenzioni e collaborazioni in vigore in almeno un giorno del periodo. Valgono per "
            "tutta la rete."
        ),
    ),
    Indicator(
        id="a4.by_agreement",
        title=N_("Accordi per tipo"),
        meaning=N_("Gli accordi in vigore in almeno un giorno del periodo, per tipo."),
        unit=Unit.COUNT,
        kind=Kind.CATEGORIES,
        source=AGREEMENTS,
        state="g.kind",
        vocabulary="agreement_kind",
        facts=_IN_FORCE,
        on_map=False,
    ),
    Indicator(
        id="a4.by_house",
        title=N_("Persone formate per Casa"),
        meaning=N_(
            "Chi nel periodo è stata presente ad almeno un incontro di formazione o di équipe, e le sue ore, nella "
            "Casa in cui lavora."
        ),
        unit=Unit.PEOPLE,
        kind=Kind.MEASURED,
        source=OPERATORS_SUMMED,
        state=STAFF_HOUSE,
        amount="p.minutes",
        measures=("operators", "hours"),
        vocabulary="house",
        facts=(("minutes", "p.minutes"),),
    ),
)
