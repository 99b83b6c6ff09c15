"""Action 2, individual pathways and doti di inclusione: its indicators."""

from __future__ import annotations

from millegiorni_desk.areas.monitoring.indicators.ages import within
from millegiorni_desk.areas.monitoring.indicators.declaration import Indicator, Kind, Pick, Unit
from millegiorni_desk.areas.monitoring.indicators.sources import (
    ACTIVE_PATHWAYS,
    DOTI,
    GOALS,
    INTERVENTIONS,
    PATHWAY_HOUSEHOLDS,
    PATHWAY_PEOPLE,
    PATHWAYS,
    RECORDED_DOTI,
    RESERVED_PATHWAYS,
    WELLBEING,
)
from millegiorni_desk.language import N_

_OPENED = N_("Percorsi aperti nel periodo; quelli senza questa informazione sono contati a parte.")
_THEIR_PEOPLE = N_(
    "Persone con un percorso aperto nel periodo; quelle di cui non si sa sono contate a parte."
)


def _code(column: str) -> str:
    return f"CASE {column} WHEN '' THEN 'unknown' ELSE {column} END"


def _abroad(column: str) -> str:
    return f"CASE WHEN {column} IS NULL THEN 'unknown' WHEN {column} = 'IT' THEN 'no' ELSE 'yes' END"


def _share_of_people(name: str, title: str, meaning: str, state: str, pick: Pick = Pick.SAME) -> Indicator:
    return Indicator(
        id=f"a2.{name}",
        title=title,
        meaning=meaning,
        denominator=_THEIR_PEOPLE,
        unit=Unit.SHARE,
        kind=Kind.SHARE,
        source=PATHWAY_PEOPLE,
        state=state,
        pick=pick,
    )


def _share_of_pathways(name: str, title: str, meaning: str, state: str) -> Indicator:
    return Indicator(
        id=f"a2.{name}",
        title=title,
        meaning=meaning,
        denominator=_OPENED,
        unit=Unit.SHARE,
        kind=Kind.SHARE,
        source=PATHWAYS,
        state=state,
        facts=(("fragilities", "p.fragilities"), ("main_request", "p.main_request")),
    )


def _fragile(code: str) -> str:
    """Whether a pathway names that fragility; unknown where nobody wrote any down."""
    return (
        "CASE WHEN json_array_length(p.fragilities) = 0 OR p.reserved = 2 THEN 'unknown'"
        f" WHEN EXISTS (SELECT 1 FROM json_each(p.fragilities) WHERE value = '{code}') THEN 'yes' ELSE 'no' END"
    )


_PATHWAYS = (
    Indicator(
        id="a2.pathways",
        title=N_("Percorsi aperti"),
        meaning=N_("Percorsi individualizzati aperti nel periodo."),
        unit=Unit.COUNT,
        kind=Kind.COUNT,
        source=PATHWAYS,
    ),
    Indicator(
        id="a2.pathways_active",
        title=N_("Percorsi attivi"),
        meaning=N_("Percorsi in corso in almeno un giorno del periodo, anche se aperti prima."),
        unit=Unit.COUNT,
        kind=Kind.COUNT,
        source=ACTIVE_PATHWAYS,
        facts=(("closed_on", "p.closed_on"),),
        on_map=False,
    ),
    _share_of_people(
        "women",
        N_("Donne nei percorsi"),
        N_("Quante delle persone con un percorso sono donne."),
        "CASE WHEN f.gender IS NULL THEN 'unknown' WHEN f.gender = 'F' THEN 'yes' ELSE 'no' END",
    ),
    _share_of_people(
        "foreign",
        N_("Con cittadinanza non italiana"),
        N_(
            "Persone con un percorso che non hanno la cittadinanza italiana. Il paese di nascita è contato a parte."
        ),
        _abroad("f.citizenship"),
    ),
    _share_of_people(
        "born_abroad",
        N_("Nate all'estero"),
        N_("Persone con un percorso nate fuori dall'Italia, qualunque sia la cittadinanza."),
        _abroad("f.birth_country"),
    ),
    _share_of_people(
        "age_31_40",
        N_("Tra i 31 e i 40 anni"),
        N_(
            "Persone che il giorno dell'apertura del percorso (il primo, nel periodo) avevano da 31 a 40 anni compiuti."
        ),
        within("f.born_from", "f.born_to", "p.opened_on", 31, 40),
        Pick.FIRST,
    ),
    _share_of_pathways(
        "unemployed",
        N_("Con disoccupazione"),
        N_("Percorsi che hanno la disoccupazione tra le fragilità."),
        _fragile("unemployment"),
    ),
    _share_of_pathways(
        "care_load",
        N_("Con carico di cura"),
        N_("Percorsi che hanno il carico di cura tra le fragilità."),
        _fragile("care_load"),
    ),
    _share_of_pathways(
        "economic_main",
        N_("Richiesta principale economica"),
        N_("Percorsi in cui la richiesta principale è la difficoltà economica."),
        "CASE p.main_request WHEN 'economic' THEN 'yes' WHEN '' THEN 'unknown' ELSE 'no' END",
    ),
    Indicator(
        id="a2.by_fragility",
        title=N_("Percorsi per fragilità"),
        meaning=N_(
            "Le fragilità dei percorsi aperti nel periodo. Un percorso con più fragilità conta in ognuna."
        ),
        unit=Unit.COUNT,
        kind=Kind.CATEGORIES,
        source=PATHWAYS,
        state="p.fragilities",
        many=True,
        vocabulary="fragility",
    ),
    Indicator(
        id="a2.reserved",
        title=N_("Percorsi riservati"),
        meaning=N_(
            "Percorsi di cui solo alcune persone possono leggere le fragilità e la richiesta. Chi fa queste cifre li "
            "conta in ogni voce se può leggerli; altrimenti sotto «Riservato», e qui tra quelli di cui non si sa."
        ),
        unit=Unit.COUNT,
        kind=Kind.COUNT,
        source=RESERVED_PATHWAYS,
        state="CASE p.reserved WHEN 1 THEN 'yes' ELSE 'unknown' END",
        on_map=False,
    ),
    Indicator(
        id="a2.minors",
        title=N_("Minori nei nuclei"),
        meaning=N_("Minori che vivono con le persone dei percorsi aperti. Ogni nucleo conta una volta."),
        unit=Unit.PEOPLE,
        kind=Kind.TOTAL,
        source=PATHWAY_HOUSEHOLDS,
        state="CASE WHEN p.minors IS NULL THEN 'unknown' ELSE 'yes' END",
        amount="p.minors",
        pick=Pick.LAST_KNOWN,
        facts=(("minors", "p.minors"),),
    ),
    Indicator(
        id="a2.max_minors",
        title=N_("Minori nel nucleo più numeroso"),
        meaning=N_("Quanti minori ci sono nel nucleo che ne ha di più, tra i percorsi aperti nel periodo."),
        unit=Unit.PEOPLE,
        kind=Kind.HIGHEST,
        source=PATHWAY_HOUSEHOLDS,
        state="CASE WHEN p.minors IS NULL THEN 'unknown' ELSE 'yes' END",
        amount="p.minors",
        pick=Pick.LAST_KNOWN,
        facts=(("minors", "p.minors"),),
    ),
)

_COMMITTED = "l.committed - l.cancelled"
_PAID = "l.paid - l.returned"
_DOTE_FACTS = (("expense", "d.expense"), ("committed_cents", _COMMITTED), ("paid_cents", _PAID))

# As the doti area tells a dote's state from its entries.
_DOTE_STATE = """CASE
    WHEN l.committed = 0 AND l.dropped > 0 THEN 'cancelled'
    WHEN COALESCE(l.committed, 0) = 0 THEN 'planned'
    WHEN l.committed <= l.cancelled THEN 'cancelled'
    WHEN l.paid > l.returned AND l.paid + l.cancelled >= l.committed THEN 'paid'
    WHEN l.paid > l.returned THEN 'partly_paid'
    WHEN l.paid > 0 AND l.paid + l.cancelled >= l.committed THEN 'returned'
    ELSE 'committed' END"""


def _money(name: str, title: str, meaning: str, kind: Kind, amount: str, denominator: str = "") -> Indicator:
    return Indicator(
        id=f"a2.doti{name}",
        title=title,
        meaning=meaning,
        denominator=denominator,
        unit=Unit.CENTS,
        kind=kind,
        source=DOTI,
        amount=amount,
        facts=_DOTE_FACTS,
    )


_DOTI = (
    Indicator(
        id="a2.doti",
        title=N_("Doti concesse"),
        meaning=N_("Doti concesse nel periodo e non annullate. Una dote restituita resta concessa."),
        unit=Unit.COUNT,
        kind=Kind.COUNT,
        source=DOTI,
        facts=_DOTE_FACTS,
    ),
    _money(
        "_committed",
        N_("Euro impegnati"),
        N_(
            "Doti concesse nel periodo e non annullate: quanto è stato impegnato, tolto ciò che è stato annullato."
        ),
        Kind.TOTAL,
        _COMMITTED,
    ),
    _money(
        "_paid",
        N_("Euro pagati"),
        N_(
            "Doti concesse nel periodo e non annullate: quanto è stato pagato finora, tolto ciò che è tornato indietro."
        ),
        Kind.TOTAL,
        _PAID,
    ),
    _money(
        "_mean",
        N_("Euro per dote"),
        N_("Euro impegnati divisi per le doti concesse."),
        Kind.MEAN,
        _COMMITTED,
        denominator=N_("Doti concesse nel periodo e non annullate."),
    ),
    Indicator(
        id="a2.doti_by_state",
        title=N_("Doti per stato"),
        meaning=N_("Tutte le doti del periodo, anche previste e annullate, secondo i movimenti registrati."),
        unit=Unit.COUNT,
        kind=Kind.CATEGORIES,
        source=RECORDED_DOTI,
        state=_DOTE_STATE,
        vocabulary="dote_state",
        facts=_DOTE_FACTS,
    ),
    Indicator(
        id="a2.by_expense",
        title=N_("Doti per tipo di spesa"),
        meaning=N_(
            "Doti concesse nel periodo e non annullate: quante, ed euro impegnati, per tipo di spesa."
        ),
        unit=Unit.CENTS,
        kind=Kind.MEASURED,
        source=DOTI,
        state=_code("d.expense"),
        amount=_COMMITTED,
        measures=("doti", "euros"),
        vocabulary="expense",
        facts=_DOTE_FACTS,
    ),
)

_WORK = (
    Indicator(
        id="a2.by_area",
        title=N_("Interventi per area"),
        meaning=N_("Gli interventi fatti nel periodo dentro i percorsi, secondo le quattro aree."),
        unit=Unit.COUNT,
        kind=Kind.CATEGORIES,
        source=INTERVENTIONS,
        state=_code("i.area"),
        vocabulary="area",
    ),
    Indicator(
        id="a2.by_specialist",
        title=N_("Consulenze di specialiste e specialisti"),
        meaning=N_("Consulenze nel periodo e ore, per professione. Quelle senza durata non danno ore."),
        unit=Unit.HOURS,
        kind=Kind.MEASURED,
        source=INTERVENTIONS,
        state="i.profession",
        where="i.profession <> ''",
        amount="i.minutes",
        measures=("consultations", "hours"),
        vocabulary="profession",
        facts=(("profession", "i.profession"), ("minutes", "i.minutes")),
    ),
    Indicator(
        id="a2.home_visits",
        title=N_("Visite a casa"),
        meaning=N_("Interventi del periodo fatti a casa della donna."),
        unit=Unit.COUNT,
        kind=Kind.COUNT,
        source=INTERVENTIONS,
        where="i.home_visit = 1",
    ),
    Indicator(
        id="a2.goals_set",
        title=N_("Obiettivi dati"),
        meaning=N_("Obiettivi che ci si è dati nel periodo, comunque siano andati."),
        unit=Unit.COUNT,
        kind=Kind.COUNT,
        source=GOALS,
        facts=(("dimension", "g.dimension"), ("goal_state", "g.state")),
    ),
    Indicator(
        id="a2.goals",
        title=N_("Obiettivi per stato"),
        meaning=N_("A che punto sono oggi gli obiettivi dati nel periodo."),
        unit=Unit.COUNT,
        kind=Kind.CATEGORIES,
        source=GOALS,
        state=_code("g.state"),
        vocabulary="goal_state",
        facts=(("dimension", "g.dimension"), ("goal_state", "g.state")),
    ),
    Indicator(
        id="a2.wellbeing",
        title=N_("Benessere, prima e ultima volta"),
        meaning=(
            N_(
                "Da 0 a 10, per dimensione: media della prima e dell'ultima volta nel periodo, nei percorsi in cui "
                "la stessa persona ha dato il punteggio almeno due volte."
            )
        ),
        unit=Unit.COUNT,
        kind=Kind.MEASURED,
        source=WELLBEING,
        state=_code("w.dimension"),
        amount="w.first",
        other_amount="w.last",
        measures=("compared", "first", "last"),
        vocabulary="dimension",
        facts=(("first", "w.first"), ("last", "w.last")),
        # First and last of a pathway lie in different months, and may be in different houses.
        on_map=False,
    ),
)

INDICATORS = (*_PATHWAYS, *_DOTI, *_WORK)
