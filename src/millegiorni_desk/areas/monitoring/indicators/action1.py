"""Action 1, desk accesses (Segretariato sociale): its indicators."""

from __future__ import annotations

from millegiorni_desk.areas.monitoring.indicators.ages import age_band
from millegiorni_desk.areas.monitoring.indicators.declaration import Indicator, Kind, Pick, Unit
from millegiorni_desk.areas.monitoring.indicators.sources import (
    ACCESSES,
    BODIES,
    BY_DECISION,
    HOUSES,
    JOINED_RECORDS,
    OPEN_PAIRS,
    OPENING_ACCESSES,
    RESERVED_ACCESSES,
    SEEN_MOTHERS,
    SEEN_PEOPLE,
    SEEN_PEOPLE_WITH_FACTS,
    SEEN_RECORDS,
)
from millegiorni_desk.language import N_

_KNOWN_ANSWERS = N_(
    "Persone incontrate di cui si sa la risposta; quelle di cui non si sa sono contate a parte."
)

# `out_from` and `out_to` are the first days on which the child may have, and surely has, reached the cut-off; `out_to`
# is nothing where both are the same.
_SMALL_CHILD = """CASE
    WHEN c.cluster IS NULL THEN 'no'
    WHEN c.born_from IS NULL THEN 'unknown'
    WHEN c.born_to <= a.on_date AND a.on_date < c.out_from THEN 'yes'
    WHEN a.on_date < c.born_from OR a.on_date >= COALESCE(c.out_to, c.out_from) THEN 'no'
    ELSE 'unknown' END"""


def answered_no(column: str) -> str:
    """SQL: whether the answer in *column* is no. Applied and refused are no: she does not have it."""
    return f"CASE {column} WHEN 'yes' THEN 'no' WHEN 'unknown' THEN 'unknown' WHEN '' THEN 'unknown' ELSE 'yes' END"


def _code(column: str) -> str:
    return f"CASE {column} WHEN '' THEN 'unknown' ELSE {column} END"


_NETWORK = (
    Indicator(
        id="a1.houses",
        title=N_("Case del Quartiere"),
        meaning=N_("Le Case della rete."),
        unit=Unit.COUNT,
        kind=Kind.COUNT,
        source=HOUSES,
        on_map=False,
    ),
    Indicator(
        id="a1.bodies",
        title=N_("Enti gestori"),
        meaning=N_("Gli enti che gestiscono le Case. Una Casa può averne due."),
        unit=Unit.COUNT,
        kind=Kind.COUNT,
        source=BODIES,
        on_map=False,
    ),
    Indicator(
        id="a1.desks",
        title=N_("Sportelli"),
        meaning=N_("Uno sportello per ogni Casa della rete."),
        unit=Unit.COUNT,
        kind=Kind.COUNT,
        source=HOUSES,
        on_map=False,
    ),
)

_HEADLINES = (
    Indicator(
        id="a1.accesses",
        title=N_("Accessi agli sportelli"),
        meaning=N_("Ogni volta che qualcuno è passato dallo sportello nel periodo, anche senza dire chi è."),
        unit=Unit.COUNT,
        kind=Kind.COUNT,
        source=ACCESSES,
        facts=(("channel", "a.channel"),),
    ),
    Indicator(
        id="a1.people",
        title=N_("Persone incontrate"),
        meaning=N_(
            "Persone diverse con almeno un accesso nel periodo. Chi è passata da più Case conta una volta sola."
        ),
        unit=Unit.PEOPLE,
        kind=Kind.COUNT,
        source=SEEN_PEOPLE,
    ),
    Indicator(
        id="a1.women",
        title=N_("Donne"),
        meaning=N_("Quante delle persone incontrate sono donne."),
        denominator=N_("Persone incontrate di cui si sa il genere; le altre sono contate a parte."),
        unit=Unit.SHARE,
        kind=Kind.SHARE,
        source=SEEN_PEOPLE_WITH_FACTS,
        state="CASE WHEN f.gender IS NULL THEN 'unknown' WHEN f.gender = 'F' THEN 'yes' ELSE 'no' END",
        facts=(("gender", "f.gender"),),
    ),
    Indicator(
        id="a1.women_0_3",
        title=N_("Donne con bimbe o bimbi da 0 a 3 anni"),
        meaning=(
            N_(
                "Donne che il giorno di un accesso avevano un figlio già nato e sotto i 36 mesi compiuti. "
                "Le donne in gravidanza sono contate a parte."
            )
        ),
        denominator=N_("Donne incontrate; quelle di cui non si sa l'età dei figli sono contate a parte."),
        unit=Unit.SHARE,
        kind=Kind.SHARE,
        source=SEEN_MOTHERS,
        state=_SMALL_CHILD,
        pick=Pick.ANY,
        facts=(("child_born_from", "c.born_from"), ("child_born_to", "c.born_to")),
    ),
    Indicator(
        id="a1.pregnant",
        title=N_("Donne in gravidanza"),
        meaning=(
            N_(
                "Donne diverse che in almeno un accesso del periodo erano in gravidanza: lo hanno detto, "
                "oppure c'è una data presunta del parto non ancora passata."
            )
        ),
        unit=Unit.PEOPLE,
        kind=Kind.COUNT,
        source=SEEN_PEOPLE,
        where="a.pregnant = 'yes'",
    ),
    Indicator(
        id="a1.direct",
        title=N_("Accessi diretti"),
        meaning=N_("Accessi di chi è arrivata da sé, senza essere inviata da qualcuno."),
        denominator=N_("Accessi di cui si sa il canale; gli altri sono contati a parte."),
        unit=Unit.SHARE,
        kind=Kind.SHARE,
        source=ACCESSES,
        state="CASE a.channel WHEN 'direct' THEN 'yes' WHEN '' THEN 'unknown' ELSE 'no' END",
        facts=(("channel", "a.channel"),),
    ),
    Indicator(
        id="a1.not_in_care",
        title=N_("Non in carico ai servizi sociali"),
        meaning=(
            N_(
                "Persone che all'ultima risposta conosciuta del periodo non erano in carico ai servizi sociali. "
                "Chi ha fatto richiesta o ha avuto un rifiuto non è in carico."
            )
        ),
        denominator=_KNOWN_ANSWERS,
        unit=Unit.SHARE,
        kind=Kind.SHARE,
        source=SEEN_PEOPLE,
        state=answered_no("a.in_care"),
        pick=Pick.LAST_KNOWN,
        facts=(("in_care", "a.in_care"),),
    ),
    Indicator(
        id="a1.no_adi",
        title=N_("Senza Assegno di Inclusione"),
        meaning=(
            N_(
                "Persone che all'ultima risposta conosciuta del periodo non ricevevano l'Assegno di Inclusione. "
                "Chi lo ha richiesto o se lo è visto respingere non lo riceve."
            )
        ),
        denominator=_KNOWN_ANSWERS,
        unit=Unit.SHARE,
        kind=Kind.SHARE,
        source=SEEN_PEOPLE,
        state=answered_no("a.adi"),
        pick=Pick.LAST_KNOWN,
        facts=(("adi", "a.adi"),),
    ),
    Indicator(
        id="a1.first_pathways",
        title=N_("Accessi che hanno aperto un percorso"),
        meaning=N_("Accessi del periodo da cui è nato un percorso individualizzato."),
        unit=Unit.COUNT,
        kind=Kind.COUNT,
        source=OPENING_ACCESSES,
    ),
)


def _accesses(
    name: str, title: str, meaning: str, state: str, vocabulary: str, many: bool = False, where: str = "1"
) -> Indicator:
    return Indicator(
        id=f"a1.by_{name}",
        title=title,
        meaning=meaning,
        unit=Unit.COUNT,
        kind=Kind.CATEGORIES,
        source=ACCESSES,
        state=state,
        where=where,
        many=many,
        vocabulary=vocabulary,
    )


def _people(name: str, title: str, meaning: str, state: str, vocabulary: str, pick: Pick) -> Indicator:
    return Indicator(
        id=f"a1.by_{name}",
        title=title,
        meaning=meaning,
        unit=Unit.PEOPLE,
        kind=Kind.CATEGORIES,
        source=SEEN_PEOPLE_WITH_FACTS,
        state=state,
        pick=pick,
        vocabulary=vocabulary,
    )


_CATEGORIES = (
    _accesses("channel", N_("Accessi per canale"), N_("Da dove è arrivata."), _code("a.channel"), "channel"),
    _accesses(
        "need",
        N_("Accessi per bisogno"),
        N_("Che cosa serviva. Un accesso con più voci conta in ognuna."),
        "a.needs",
        "need",
        many=True,
    ),
    _accesses(
        "activity",
        N_("Accessi per attività"),
        N_("Che cosa si è fatto. Un accesso con più voci conta in ognuna."),
        "a.activities",
        "activity",
        many=True,
    ),
    _accesses(
        "referral",
        N_("Accessi per invio"),
        N_(
            "A chi è stata inviata; chi non è stata inviata a nessuno non c'è. Un accesso con più voci conta in ognuna."
        ),
        "a.referred_to",
        "referral",
        many=True,
        where="a.referred_to <> '[]'",
    ),
    _accesses(
        "month",
        N_("Accessi per mese"),
        N_("Gli accessi di ogni mese."),
        "substr(a.on_date, 1, 7)",
        "month",
    ),
    _accesses("house", N_("Accessi per Casa"), N_("Gli accessi di ogni Casa."), "a.house", "house"),
    _people(
        "citizenship",
        N_("Persone per cittadinanza"),
        N_("La cittadinanza delle persone incontrate."),
        "COALESCE(f.citizenship, 'unknown')",
        "country",
        Pick.SAME,
    ),
    _people(
        "age",
        N_("Persone per età"),
        N_(
            "L'età al primo accesso del periodo. Se si sa solo l'anno di nascita e l'età resta incerta, non è indicata."
        ),
        age_band("f.born_from", "f.born_to", "a.on_date"),
        "age",
        Pick.FIRST,
    ),
)

_HOW_SURE = (
    Indicator(
        id="a1.people_records",
        title=N_("Schede delle persone incontrate"),
        meaning=N_(
            "Le schede con almeno un accesso nel periodo: la stessa persona può averne una in ogni Casa."
        ),
        unit=Unit.COUNT,
        kind=Kind.COUNT,
        source=SEEN_RECORDS,
    ),
    Indicator(
        id="a1.joined",
        title=N_("Schede unite ad altre"),
        meaning=N_(
            "Le schede incontrate che con altre fanno una persona sola: per decisione, o per codice fiscale."
        ),
        unit=Unit.COUNT,
        kind=Kind.CATEGORIES,
        source=JOINED_RECORDS,
        state=f"CASE WHEN k.person_id IN {BY_DECISION} THEN 'decision' ELSE 'code' END",
        vocabulary="joined",
    ),
    Indicator(
        id="a1.reserved",
        title=N_("Accessi riservati"),
        meaning=(
            N_(
                "Accessi che solo alcune persone possono leggere. Chi fa queste cifre li conta in ogni voce se può "
                "leggerli; altrimenti li trova sotto «Riservato» e qui tra quelli di cui non si sa."
            )
        ),
        unit=Unit.COUNT,
        kind=Kind.COUNT,
        source=RESERVED_ACCESSES,
        state="CASE a.reserved WHEN 1 THEN 'yes' ELSE 'unknown' END",
        on_map=False,
    ),
    Indicator(
        id="a1.open_pairs",
        title=N_("Coppie di persone lasciate in dubbio"),
        meaning=(
            N_(
                "Coppie incontrate nel periodo già guardate e rimaste in dubbio: se fossero tutte la stessa persona, "
                "le persone incontrate sarebbero al più altrettante in meno."
            )
        ),
        unit=Unit.COUNT,
        kind=Kind.COUNT,
        source=OPEN_PAIRS,
        on_map=False,
    ),
)

INDICATORS = (*_NETWORK, *_HEADLINES, *_HOW_SURE, *_CATEGORIES)
