"""Action 3, public meetings: its indicators."""

from __future__ import annotations

from millegiorni_desk.areas.monitoring.indicators.declaration import Indicator, Kind, Unit
from millegiorni_desk.areas.monitoring.indicators.programme_sources import CANCELLED_MEETINGS, MEETINGS
from millegiorni_desk.language import N_

_HEADS = "COALESCE(m.adults, 0) + COALESCE(m.minors, 0)"
_NOBODY_COUNTED = "m.adults IS NULL AND m.minors IS NULL"
_HEADS_KNOWN = f"CASE WHEN {_NOBODY_COUNTED} THEN 'unknown' ELSE 'yes' END"
_BOTH_KNOWN = "CASE WHEN m.adults IS NULL OR m.minors IS NULL THEN 'unknown' ELSE 'yes' END"
_MEASURES = ("meetings", "heads")
_FACTS = (
    ("meeting_theme", "m.theme"),
    ("adults", "m.adults"),
    ("minors", "m.minors"),
)


def _by(name: str, title: str, meaning: str, state: str, vocabulary: str, *, many: bool = False) -> Indicator:
    return Indicator(
        id=f"a3.by_{name}",
        title=title,
        meaning=meaning,
        unit=Unit.COUNT,
        kind=Kind.MEASURED,
        source=MEETINGS,
        state=state,
        where=f"{state} NOT IN ('', '[]')" if many else "1",
        many=many,
        amount=f"CASE WHEN {_NOBODY_COUNTED} THEN NULL ELSE {_HEADS} END",
        measures=_MEASURES,
        vocabulary=vocabulary,
        facts=_FACTS,
    )


INDICATORS = (
    Indicator(
        id="a3.meetings",
        title=N_("Incontri pubblici"),
        meaning=N_(
            "Incontri che si sono tenuti nel periodo. Quelli spostati contano nel giorno in cui si sono tenuti; "
            "quelli annullati o ancora in programma non contano."
        ),
        unit=Unit.COUNT,
        kind=Kind.COUNT,
        source=MEETINGS,
        facts=_FACTS,
    ),
    Indicator(
        id="a3.free",
        title=N_("Incontri gratuiti"),
        meaning=N_("Quanti degli incontri che si sono tenuti erano gratuiti."),
        unit=Unit.COUNT,
        kind=Kind.COUNT,
        source=MEETINGS,
        where="m.free = 1",
        facts=_FACTS,
    ),
    Indicator(
        id="a3.participants",
        title=N_("Partecipanti agli incontri"),
        meaning=N_(
            "Le presenze agli incontri del periodo, adulti e minori, contate o stimate. Chi viene a più incontri "
            "conta ogni volta."
        ),
        unit=Unit.PEOPLE,
        kind=Kind.TOTAL,
        source=MEETINGS,
        state=_HEADS_KNOWN,
        amount=_HEADS,
        facts=_FACTS,
    ),
    Indicator(
        id="a3.adults",
        title=N_("Adulti agli incontri"),
        meaning=N_("Le presenze di adulti agli incontri del periodo, contate o stimate."),
        unit=Unit.PEOPLE,
        kind=Kind.TOTAL,
        source=MEETINGS,
        state="CASE WHEN m.adults IS NULL THEN 'unknown' ELSE 'yes' END",
        amount="m.adults",
        facts=_FACTS,
    ),
    Indicator(
        id="a3.minors",
        title=N_("Bambine e bambini agli incontri"),
        meaning=N_("Quante delle presenze agli incontri del periodo sono di minori."),
        denominator=N_(
            "Presenze agli incontri in cui si sono contati sia gli adulti sia i minori; quelle degli altri incontri "
            "sono contate a parte."
        ),
        unit=Unit.SHARE,
        kind=Kind.PART,
        source=MEETINGS,
        state=_BOTH_KNOWN,
        amount="m.minors",
        other_amount=_HEADS,
        facts=_FACTS,
    ),
    Indicator(
        id="a3.estimated",
        title=N_("Presenze stimate"),
        meaning=N_("Quante delle presenze agli incontri del periodo sono stimate e non contate una per una."),
        denominator=N_("Presenze agli incontri del periodo, contate o stimate."),
        unit=Unit.SHARE,
        kind=Kind.PART,
        source=MEETINGS,
        state=_HEADS_KNOWN,
        amount=f"CASE m.estimated WHEN 1 THEN {_HEADS} ELSE 0 END",
        other_amount=_HEADS,
        facts=(*_FACTS, ("estimated", f"CASE m.estimated WHEN 1 THEN {_HEADS} ELSE 0 END")),
    ),
    Indicator(
        id="a3.cancelled",
        title=N_("Incontri annullati"),
        meaning=N_("Incontri che erano in programma nel periodo e sono stati annullati."),
        unit=Unit.COUNT,
        kind=Kind.COUNT,
        source=CANCELLED_MEETINGS,
        facts=(("meeting_theme", "m.theme"),),
    ),
    _by(
        "theme",
        N_("Incontri per tema"),
        N_(
            "Gli incontri che si sono tenuti e le presenze, per tema. Gli incontri in cui nessuno ha contato le "
            "presenze non ne danno."
        ),
        "CASE m.theme WHEN '' THEN 'unknown' ELSE m.theme END",
        "meeting_theme",
    ),
    _by(
        "house",
        N_("Incontri per Casa"),
        N_(
            "Gli incontri che si sono tenuti e le presenze, per Casa. Gli incontri in cui nessuno ha contato le "
            "presenze non ne danno."
        ),
        "m.house_code",
        "house",
    ),
    _by(
        "month",
        N_("Incontri per mese"),
        N_(
            "Gli incontri che si sono tenuti e le presenze, mese per mese. Gli incontri in cui nessuno ha contato le "
            "presenze non ne danno."
        ),
        "substr(m.on_date, 1, 7)",
        "month",
    ),
    _by(
        "partner",
        N_("Incontri per partner"),
        N_(
            "Gli incontri che si sono tenuti con un partner e le presenze. Un incontro con più partner conta in "
            "ognuno. Gli incontri in cui nessuno ha contato le presenze non ne danno."
        ),
        "m.partners",
        "partner",
        many=True,
    ),
)
