"""What is looked for in the records so that the report can be believed: each check as data, none of them a rule.

A source is what a check goes through: one walk counts all the checks of a source. ``t`` is the record that a check is
about; ``{narrow}`` is where a source is narrowed to some of its records. What is sealed was blanked in its record, so
a check never asks for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from millegiorni_desk.language import N_


class Group(StrEnum):
    """What a check is for."""

    MISSING = "missing"
    UNLIKELY = "unlikely"


GROUPS = MappingProxyType({Group.MISSING: N_("Manca qualcosa"), Group.UNLIKELY: N_("Qualcosa non torna")})


@dataclass(frozen=True)
class Source:
    """Records to go through: ``table`` of those that are opened, the house and the day by which they are listed.

    ``key`` is what the ids of a narrowed walk are compared with.
    """

    name: str
    table: str
    sql: str
    key: str = "t.id"
    house: str = "t.house"
    day: str = "t.on_date"


@dataclass(frozen=True)
class Check:
    """One check: its *title*, what to do about it, and the SQL that holds for a record to be looked at."""

    id: str
    group: Group
    source: Source
    title: str
    todo: str
    where: str


def _open(table: str) -> str:
    """SQL that holds for a record of which nothing is sealed."""
    return (
        "NOT EXISTS (SELECT 1 FROM sealed x"
        f" WHERE x.subject_id = t.id AND x.subject_table = '{table}' AND x.voided IS 0)"
    )


_PERIOD = "BETWEEN :first AND :last"
ACCESSES = Source("accesses", "access", f"access t WHERE t.voided = 0 AND t.on_date {_PERIOD} {{narrow}}")
# Of each woman who came in the period, whether any of her answers is known: one walk, however many she gave.
PEOPLE = Source(
    "people",
    "person",
    "(SELECT person_id, max(in_care <> 'unknown') AS in_care, max(adi <> 'unknown') AS adi, max(on_date) AS on_date"
    f" FROM access WHERE voided = 0 AND person_id IS NOT NULL AND on_date {_PERIOD} {{narrow}}"
    " GROUP BY person_id) v JOIN person t ON t.id = v.person_id WHERE t.voided = 0",
    key="person_id",
    day="v.on_date",
)
CHILDREN = Source(
    "children",
    "child",
    "child t JOIN person m ON m.id = t.person_id AND m.voided = 0 WHERE t.voided = 0 AND t.person_id IN"
    f" (SELECT person_id FROM access WHERE voided = 0 AND on_date {_PERIOD}) {{narrow}}",
    day="t.birth_date",
)
PATHWAYS = Source(
    "pathways",
    "pathway",
    "pathway t WHERE t.voided = 0 AND t.opened_on <= :last"
    " AND (t.closed_on IS NULL OR max(t.closed_on, t.opened_on) >= :first) {narrow}",
    day="t.opened_on",
)
DOTI = Source(
    "doti", "dote", f"dote t WHERE t.voided = 0 AND t.committed_on {_PERIOD} {{narrow}}", day="t.committed_on"
)
MEDIATIONS = Source(
    "mediations",
    "mediation",
    f"mediation t WHERE t.voided = 0 AND t.requested_on {_PERIOD} {{narrow}}",
    day="t.requested_on",
)
SESSIONS = Source(
    "sessions",
    "mediation_session",
    f"mediation_session t WHERE t.voided = 0 AND t.on_date {_PERIOD} {{narrow}}",
)
MEETINGS = Source(
    "meetings",
    "meeting",
    f"meeting t WHERE t.voided = 0 AND t.on_date {_PERIOD} {{narrow}}",
    house="t.house_code",
)

_M, _U = Group.MISSING, Group.UNLIKELY
CHECKS = (
    Check(
        "person.in_care", _M, PEOPLE, N_("Non si sa se è in carico ai servizi"),
        N_("Chiedilo al prossimo accesso: senza una risposta non entra nella percentuale del report."),
        "v.in_care = 0",
    ),
    Check(
        "person.adi", _M, PEOPLE, N_("Non si sa se riceve l'Assegno di Inclusione"),
        N_("Chiedilo al prossimo accesso: senza una risposta non entra nella percentuale del report."),
        "v.adi = 0",
    ),
    Check(
        "person.gender", _M, PEOPLE, N_("Manca il genere"),
        N_("Apri la scheda e scegli: il report conta quante sono donne."), "t.gender = ''",
    ),
    Check(
        "person.birth", _M, PEOPLE, N_("Manca la data di nascita"),
        N_("Apri la scheda: se si sa solo l'anno, basta l'anno."), "t.birth_date IS NULL",
    ),
    Check(
        "person.citizenship", _M, PEOPLE, N_("Manca la cittadinanza"),
        N_("Apri la scheda e scegli il paese, o «apolide»."), "t.citizenship = ''",
    ),
    Check(
        "child.birth", _M, CHILDREN, N_("Di un figlio non si sa l'età"),
        N_("Apri la scheda: senza età non si sa chi ha bimbi da 0 a 3 anni. Basta l'anno."),
        "t.birth_date IS NULL",
    ),
    Check(
        "access.channel", _M, ACCESSES, N_("Accesso senza canale"),
        N_("Apri l'accesso e di' come è arrivata."), "t.channel = ''",
    ),
    Check(
        "access.needs", _M, ACCESSES, N_("Accesso senza bisogni"),
        N_("Apri l'accesso e scegli almeno un bisogno."), f"t.needs IN ('', '[]') AND {_open('access')}",
    ),
    Check(
        "access.activities", _M, ACCESSES, N_("Accesso senza attività"),
        N_("Apri l'accesso e di' che cosa si è fatto."), f"t.activities IN ('', '[]') AND {_open('access')}",
    ),
    Check(
        "access.due", _M, ACCESSES, N_("In gravidanza, senza data del parto"),
        N_("Chiedi la data presunta: da lì comincia l'orologio dei mille giorni."),
        "t.pregnant = 'yes' AND t.due_date IS NULL AND NOT EXISTS"
        " (SELECT 1 FROM person p WHERE p.id = t.person_id AND p.due_date IS NOT NULL)",
    ),
    Check(
        "pathway.fragilities", _M, PATHWAYS, N_("Percorso senza fragilità"),
        N_("Apri il percorso e scegli le fragilità: il report ne dice le percentuali."),
        f"t.fragilities IN ('', '[]') AND {_open('pathway')}",
    ),
    Check(
        "pathway.request", _M, PATHWAYS, N_("Percorso senza richiesta principale"),
        N_("Apri il percorso e scegli che cosa ha chiesto prima di tutto."),
        f"t.main_request = '' AND {_open('pathway')}",
    ),
    Check(
        "pathway.manager", _M, PATHWAYS, N_("Percorso senza chi lo segue"),
        N_("Apri il percorso e scrivi chi lo segue."), "t.case_manager = ''",
    ),
    Check(
        "pathway.outcome", _M, PATHWAYS, N_("Percorso chiuso senza dire com'è andato"),
        N_("Apri il percorso: nella chiusura scegli come è finito."),
        "t.closed_on IS NOT NULL AND t.ended_as = ''",
    ),
    Check(
        "mediation.sessions", _M, MEDIATIONS, N_("Mediazione conclusa senza incontri"),
        N_("Apri la mediazione e scrivi gli incontri: le ore del report vengono da lì."),
        "t.state = 'closed' AND NOT EXISTS"
        " (SELECT 1 FROM mediation_session s WHERE s.mediation_id = t.id AND s.voided IS 0)",
    ),
    Check(
        "session.minutes", _M, SESSIONS, N_("Incontro di mediazione senza minuti"),
        N_("Apri la mediazione e scrivi quanto è durato."), "t.minutes IS NULL",
    ),
    Check(
        "dote.document", _M, DOTI, N_("Dote senza documento di spesa"),
        N_("Apri la dote e allega lo scontrino o la fattura."),
        "t.document = '' AND NOT EXISTS (SELECT 1 FROM expense_document e WHERE e.dote_id = t.id AND e.voided IS 0)"
        " AND NOT EXISTS (SELECT 1 FROM ledger_entry l WHERE l.dote_id = t.id AND l.kind IN ('cancel', 'drop'))",
    ),
    Check(
        "meeting.heads", _M, MEETINGS, N_("Incontro tenuto senza presenze"),
        N_("Apri l'incontro e scrivi quante persone c'erano, anche a stima."),
        "t.state = 'held' AND t.adults IS NULL AND t.minors IS NULL",
    ),
    Check(
        "meeting.past", _M, MEETINGS, N_("Incontro passato, ancora in programma"),
        N_("Apri l'incontro: si è tenuto, o è stato annullato?"),
        "t.state = 'planned' AND t.on_date < :today",
    ),
    Check(
        "access.twice", _U, ACCESSES, N_("La stessa donna due volte nello stesso giorno"),
        N_("Guarda se è lo stesso accesso scritto due volte: se sì, annullane uno."),
        "t.person_id IS NOT NULL AND EXISTS (SELECT 1 FROM access b WHERE b.person_id = t.person_id"
        " AND b.on_date = t.on_date AND b.id <> t.id AND b.voided = 0)",
    ),
    Check(
        "access.future", _U, ACCESSES, N_("Accesso con una data che deve ancora venire"),
        N_("Apri l'accesso e correggi il giorno."), "t.on_date > :today",
    ),
    Check(
        "access.before_birth", _U, ACCESSES, N_("Accesso prima della nascita di chi è venuta"),
        N_("Controlla il giorno dell'accesso e la data di nascita."),
        "EXISTS (SELECT 1 FROM person p WHERE p.id = t.person_id AND p.birth_date > t.on_date)",
    ),
    Check(
        "access.due_far", _U, ACCESSES, N_("Data del parto lontana dall'accesso"),
        N_("Una data presunta sta tra l'accesso e nove mesi dopo, o poco prima: controllala."),
        "t.due_date NOT BETWEEN date(t.on_date, '-42 days') AND date(t.on_date, '+300 days')",
    ),
    Check(
        "access.hour", _U, ACCESSES, N_("Accesso di domenica o di notte"),
        N_("Controlla il giorno e l'ora: può essere giusto, per esempio a una festa."),
        "strftime('%w', t.on_date) = '0' OR (t.at_time <> '' AND t.at_time NOT BETWEEN '07:00' AND '21:59')",
    ),
    Check(
        "access.long", _U, ACCESSES, N_("Accesso di più di otto ore"),
        N_("Controlla i minuti: forse sono ore, o c'è una cifra di troppo."), "t.minutes > 480",
    ),
    Check(
        "person.age", _U, PEOPLE, N_("Data di nascita poco probabile"),
        N_("Chi è venuta avrebbe meno di dodici anni, o più di cento: controlla la data."),
        "t.birth_date NOT BETWEEN date(v.on_date, '-100 years') AND date(v.on_date, '-12 years')",
    ),
    Check(
        "child.mother", _U, CHILDREN, N_("Figlio nato quando la madre era bambina"),
        N_("Controlla le due date di nascita: tra loro ci sono meno di dodici anni."),
        "t.birth_date < date(m.birth_date, '+12 years')",
    ),
    Check(
        "child.future", _U, CHILDREN, N_("Figlio con una data di nascita che deve ancora venire"),
        N_("Se deve nascere, scrivi la data presunta del parto sulla scheda della madre."),
        "t.birth_date > :today",
    ),
    Check(
        "pathway.closed", _U, PATHWAYS, N_("Percorso chiuso prima di essere aperto"),
        N_("Apri il percorso e controlla i due giorni."), "t.closed_on < t.opened_on",
    ),
)  # fmt: skip
