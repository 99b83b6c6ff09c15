"""Language and culture mediation (chapter 7 of the 2025 report): its indicators."""

from __future__ import annotations

from millegiorni_desk.areas.monitoring.indicators.declaration import Indicator, Kind, Unit
from millegiorni_desk.areas.monitoring.indicators.sources import MEDIATION_SESSIONS, MEDIATIONS
from millegiorni_desk.language import N_

_SESSION_FACTS = (("mediation_kind", "s.kind"), ("minutes", "s.minutes"))

INDICATORS = (
    Indicator(
        id="m.interventions",
        title=N_("Interventi di mediazione"),
        meaning=N_(
            "Mediazioni con almeno un incontro nel periodo. Una richiesta a cui non è seguito nessun incontro non "
            "conta."
        ),
        unit=Unit.COUNT,
        kind=Kind.COUNT,
        source=MEDIATIONS,
    ),
    Indicator(
        id="m.hours",
        title=N_("Ore di mediazione"),
        meaning=N_("Le ore di tutti gli incontri del periodo. Quelli senza durata non danno ore."),
        unit=Unit.HOURS,
        kind=Kind.TOTAL,
        source=MEDIATION_SESSIONS,
        state="CASE WHEN s.minutes IS NULL THEN 'unknown' ELSE 'yes' END",
        amount="s.minutes",
        facts=_SESSION_FACTS,
    ),
    Indicator(
        id="m.by_origin",
        title=N_("Mediazioni per paese d'origine"),
        meaning=N_(
            "Mediazioni con almeno un incontro nel periodo, per paese di nascita della donna; dove non si sa, per "
            "cittadinanza."
        ),
        unit=Unit.COUNT,
        kind=Kind.CATEGORIES,
        source=MEDIATIONS,
        state="CASE WHEN m.person_id IN (SELECT id FROM person WHERE voided = 1) THEN 'unknown'"
        " ELSE COALESCE(f.birth_country, f.citizenship, 'unknown') END",
        vocabulary="country",
    ),
    Indicator(
        id="m.by_fragility",
        title=N_("Mediazioni per fragilità principale"),
        meaning=N_("Mediazioni con almeno un incontro nel periodo, per la fragilità principale della donna."),
        unit=Unit.COUNT,
        kind=Kind.CATEGORIES,
        source=MEDIATIONS,
        state="CASE m.fragility WHEN '' THEN 'unknown' ELSE m.fragility END",
        vocabulary="fragility",
    ),
    Indicator(
        id="m.by_kind",
        title=N_("Incontri di mediazione per tipo"),
        meaning=N_(
            "Incontri del periodo e ore, secondo quello che si è fatto. Quelli senza durata non danno ore."
        ),
        unit=Unit.HOURS,
        kind=Kind.MEASURED,
        source=MEDIATION_SESSIONS,
        state="CASE s.kind WHEN '' THEN 'unknown' ELSE s.kind END",
        amount="s.minutes",
        measures=("sessions", "hours"),
        vocabulary="mediation_kind",
        facts=_SESSION_FACTS,
    ),
)
