"""Two answers to one question, told to the person who decides: what, whose, who said which, and when."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy import Boolean, Date, Integer

from millegiorni_desk.areas.doti.amounts import format_euros
from millegiorni_desk.areas.people import contact
from millegiorni_desk.areas.people.countries import country_name
from millegiorni_desk.areas.people.languages import language_name
from millegiorni_desk.areas.people.records import Person
from millegiorni_desk.flows import devices
from millegiorni_desk.flows.month_end import Difference
from millegiorni_desk.language import _
from millegiorni_desk.network import service as network
from millegiorni_desk.vault.records import Codes
from millegiorni_desk.vault.vault import Vault
from millegiorni_sync.conflicts import Side

NOTHING = _("vuoto")

# A third value of these is not a matter of typing it.
_CHOSEN_ELSEWHERE = frozenset(
    {
        "id", "house", "amount_cents", "citizenship", "birth_country", "language", "birth_precision", "rated_by",
        "code", "colour", "roles", "houses", "languages", "kind", "value", "cents", "sha256", "size",
        "media_type", "data",
    }
)  # fmt: skip

_RECORDS = MappingProxyType(
    {
        "person": _("Scheda"),
        "child": _("Figlia o figlio"),
        "phone": _("Altro telefono"),
        "relative": _("Familiare"),
        "person_answer": _("Risposta"),
        "attachment": _("Documento"),
        "access": _("Accesso"),
        "pathway": _("Percorso"),
        "goal": _("Obiettivo"),
        "intervention": _("Intervento"),
        "wellbeing": _("Benessere"),
        "dote": _("Dote"),
        "mediator": _("Mediatrice"),
        "mediation": _("Mediazione"),
        "mediation_session": _("Incontro di mediazione"),
        "referral": _("Invio"),
        "service": _("Servizio"),
        "house": _("Casa"),
        "managing_body": _("Ente gestore"),
        "fund": _("Fondo"),
        "budget_line": _("Voce di spesa"),
        "term": _("Voce d'elenco"),
        "desk_user": _("Utente"),
        "ledger_entry": _("Movimento"),
        "receipt": _("Ricevuta"),
    }
)

_FIELDS = MappingProxyType(
    {
        "surname": _("Cognome"),
        "name": _("Nome"),
        "codice_fiscale": _("Codice fiscale"),
        "birth_date": _("Data di nascita"),
        "birth_precision": _("Precisione della nascita"),
        "gender": _("Genere"),
        "citizenship": _("Cittadinanza"),
        "birth_country": _("Paese di nascita"),
        "phone": _("Telefono"),
        "address": _("Indirizzo"),
        "quarter": _("Quartiere"),
        "language": _("Lingua"),
        "safe_contact": _("Come si può chiamare, a parole"),
        "due_date": _("Parto previsto"),
        "notes": _("Note"),
        "birth_place": _("Luogo di nascita"),
        "arrived_in_italy": _("In Italia da"),
        "languages": _("Altre lingue"),
        "contact_rule": _("Come si può chiamare"),
        "contact_hours": _("Quando si può chiamare"),
        "number": _("Numero"),
        "whose": _("Di chi è"),
        "relation": _("Che cosa è per lei"),
        "lives_with_her": _("Vive con lei"),
        "other_id": _("Scheda"),
        "kind": _("Che cosa"),
        "value": _("Risposta"),
        "cents": _("Importo"),
        "until": _("Scade il"),
        "added_on": _("Aggiunto il"),
        "voided": _("Tolta dall'elenco"),
        "on_date": _("Giorno"),
        "at_time": _("Ora"),
        "operator": _("Chi ha accolto"),
        "person_id": _("Persona"),
        "channel": _("Come è arrivata"),
        "needs": _("Che cosa le serve"),
        "activities": _("Che cosa si è fatto"),
        "referred_to": _("Inviata a"),
        "in_care": _("In carico ai servizi"),
        "adi": _("Assegno di Inclusione"),
        "pregnant": _("In gravidanza"),
        "minors": _("Minori"),
        "mediation_needed": _("Serve la mediazione"),
        "minutes": _("Minuti"),
        "follow_up_on": _("Da richiamare"),
        "opened_on": _("Aperto il"),
        "closed_on": _("Chiuso il"),
        "case_manager": _("Case manager"),
        "fragilities": _("Fragilità"),
        "main_request": _("Richiesta principale"),
        "referrer": _("Chi l'ha inviata"),
        "outcome": _("Esito"),
        "title": _("Obiettivo"),
        "dimension": _("Dimensione"),
        "owner": _("Chi lo fa"),
        "due_on": _("Entro il"),
        "state": _("Stato"),
        "set_on": _("Dato il"),
        "area": _("Area"),
        "profession": _("Professione"),
        "professional": _("Chi"),
        "home_visit": _("Visita a casa"),
        "score": _("Punteggio"),
        "rated_by": _("Detto da"),
        "body": _("Ente"),
        "expense": _("Per che cosa"),
        "reason": _("Motivo"),
        "amount_cents": _("Importo"),
        "committed_on": _("Impegnata il"),
        "supplier": _("Fornitore"),
        "document": _("Documento"),
        "paper_receipt": _("Ricevuta di carta"),
        "code": _("Codice"),
        "colour": _("Colore"),
        "houses": _("Case"),
        "seat": _("Sede"),
        "stamp_duty": _("Imposta di bollo"),
        "funder": _("Chi finanzia"),
        "opens_on": _("Dal"),
        "closes_on": _("Al"),
        "expenses": _("Che cosa paga"),
        "label": _("Parola"),
        "display_name": _("Nome mostrato"),
        "need": _("Che cosa le serve"),
        "offer": _("Che cosa può fare il servizio"),
        "appointment": _("Appuntamento"),
        "service_id": _("Servizio"),
        "answer_by": _("Risposta attesa entro"),
        "returned_on": _("Risposta arrivata il"),
        "message": _("Messaggio del servizio"),
        "referred_by": _("Inviata da"),
        "discreet": _("Biglietto riservato"),
        "printed_at": _("Biglietto stampato"),
        "email": _("Posta elettronica"),
        "website": _("Sito"),
        "hours": _("Orari"),
        "contact": _("Persona di riferimento"),
        "how_to_book": _("Come si prenota"),
        "bring": _("Che cosa portare"),
        "checked_on": _("Controllato il"),
        "roles": _("Ruoli"),
        "active": _("Attivo"),
        "organisation": _("Ente o associazione"),
        "cents_per_hour": _("Costo di un'ora"),
        "requested_on": _("Chiesta il"),
        "requested_by": _("Chiesta da"),
        "fragility": _("Fragilità principale"),
        "mediator_id": _("Mediatrice"),
        "mediation_id": _("Mediazione"),
        "starts": _("Ora"),
        "place": _("Dove"),
        "pathway_id": _("Percorso"),
        "access_id": _("Accesso"),
    }
)

_VOCABULARIES = MappingProxyType(
    {
        "channel": "channel", "needs": "need", "activities": "activity", "referred_to": "referral",
        "in_care": "answer", "adi": "answer", "pregnant": "answer", "gender": "gender",
        "fragilities": "fragility", "main_request": "fragility", "dimension": "dimension", "state": "goal_state",
        "contact_rule": "contact_rule", "relation": "relation",
        "area": "area", "profession": "profession", "expense": "expense", "expenses": "expense",
        "need": "need", "bring": "bring", "fragility": "fragility",
    }
)  # fmt: skip

# Where one column has other words in another table.
_OF_TABLE = MappingProxyType(
    {
        ("referral", "state"): "referral_state",
        ("referral", "kind"): "referral",
        ("service", "kind"): "referral",
        ("mediation", "state"): "mediation_state",
        ("mediation", "outcome"): "mediation_outcome",
        ("mediation", "need"): "",
        ("mediation_session", "kind"): "mediation_kind",
    }
)

# What tells one record from another of the same woman.
_BESIDE: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "person": ("birth_date", "citizenship"),
        "child": ("name", "birth_date"),
        "phone": ("whose", "contact_rule"),
        "relative": ("name", "relation"),
        "person_answer": ("kind", "on_date"),
        "attachment": ("name", "added_on"),
        "access": ("on_date", "at_time"),
        "pathway": ("opened_on", "case_manager"),
        "goal": ("title",),
        "intervention": ("on_date", "area"),
        "wellbeing": ("on_date", "dimension"),
        "mediator": ("organisation",),
        "mediation": ("requested_on", "state"),
        "mediation_session": ("on_date", "kind"),
        "referral": ("on_date", "kind"),
        "service": ("kind", "address"),
        "dote": ("committed_on", "expense", "amount_cents"),
    }
)


@dataclass(frozen=True)
class Answer:
    """One of the two: where and by whom it was given, when, and what it says in words."""

    source: str
    at: datetime
    words: str
    value: Any


@dataclass(frozen=True)
class Told:
    """A difference in words. ``beside`` are the record's other facts; ``kind`` says what a third value may be.

    ``kind``: ``text``, ``date``, ``number``, ``yes``, ``code``, ``codes``, or empty where no third value can be
    written. ``options`` are the codes to choose from.
    """

    title: str
    record: str
    field: str
    first: Answer
    second: Answer
    beside: dict[str, str]
    kind: str
    options: tuple[tuple[str, str], ...] = ()


def tell(vault: Vault, difference: Difference) -> Told:
    """The difference in Italian words."""
    conflict = difference.conflict
    words = _Words(vault, conflict.tbl)
    names = _BESIDE.get(conflict.tbl, ())
    columns = [name for name in names if name != conflict.col]
    found = vault.query(f"SELECT * FROM {conflict.tbl} WHERE id = :id", id=conflict.rid)
    record = found[0] if found else {}
    kind = words.kind(conflict.col)
    vocabulary = words.vocabulary(conflict.col)
    return Told(
        title=difference.whose or _RECORDS.get(conflict.tbl, conflict.tbl),
        record=_RECORDS.get(conflict.tbl, conflict.tbl),
        field=_FIELDS.get(conflict.col, conflict.col),
        first=_answer(vault, words, conflict.col, conflict.earlier),
        second=_answer(vault, words, conflict.col, conflict.later),
        beside={
            **{_FIELDS.get(name, name): words.of(name, record.get(name)) for name in columns if record},
            **(_how_to_call(record) if conflict.tbl == "person" and record else {}),
        },
        kind=kind,
        options=tuple(network.terms(vault, vocabulary).items()) if vocabulary else (),
    )


def _how_to_call(record: Mapping[str, Any]) -> dict[str, str]:
    """The rule before the number, as everywhere; no number where the rule says never."""
    told = Person(
        house="",
        **{name: record[name] for name in ("phone", "contact_rule", "contact_hours", "safe_contact")},
    )
    return {_FIELDS["contact_rule"]: contact.line(told) or NOTHING}


def written(kind: str, value: object) -> Any:
    """What a field of that *kind* holds for *value*, as the vault keeps it."""
    if kind == "codes":
        return json.dumps(list(value) if isinstance(value, (list, tuple)) else [], separators=(",", ":"))
    if kind == "date":
        return value.isoformat() if isinstance(value, date) else None
    return int(value) if isinstance(value, bool) else value


def _answer(vault: Vault, words: _Words, column: str, side: Side) -> Answer:
    roster = devices.roster(vault)
    device = roster.devices.get(side.origin)
    house = (
        roster.houses.get(device.house or "", _("Coordinamento"))
        if device
        else _("Postazione n. {origin}").format(origin=side.origin)
    )
    at = datetime.fromtimestamp(side.at_ms / 1000, UTC)
    named = vault.scalar("SELECT display_name FROM desk_user WHERE name = :name LIMIT 1", name=side.user)
    where = dict.fromkeys((house, device.name if device else "", named or side.user))
    source = " · ".join(part for part in where if part)
    return Answer(source, at, words.of(column, side.value), side.value)


class _Words:
    """The values of one table's columns in words."""

    def __init__(self, vault: Vault, table: str) -> None:
        self._vault = vault
        self._columns = vault.schema.metadata.tables[table].columns
        self._table = table

    def vocabulary(self, column: str) -> str:
        """The vocabulary whose codes *column* holds, or nothing."""
        return _OF_TABLE.get((self._table, column), _VOCABULARIES.get(column, ""))

    def kind(self, column: str) -> str:
        if column in _CHOSEN_ELSEWHERE or column.endswith("_id"):
            return ""
        held = self._columns[column].type
        if isinstance(held, Codes):
            return "codes" if self.vocabulary(column) else ""
        if self.vocabulary(column):
            return "code"
        if isinstance(held, Date):
            return "date"
        if isinstance(held, Boolean):
            return "yes"
        return "number" if isinstance(held, Integer) else "text"

    def of(self, column: str, value: Any) -> str:
        if value is None or value in ("", "[]"):
            return NOTHING
        if column in ("amount_cents", "cents"):
            return format_euros(int(value))
        if column in ("citizenship", "birth_country"):
            return country_name(str(value))
        if column == "language":
            return language_name(str(value))
        held = self._columns[column].type
        if column == "languages":
            return ", ".join(map(language_name, json.loads(value)))
        if isinstance(held, Codes):
            return ", ".join(self._label(column, code) for code in json.loads(value))
        if isinstance(held, Boolean):
            return _("sì") if value else "no"
        if isinstance(held, Date):
            return f"{date.fromisoformat(str(value)):%d/%m/%Y}"
        return self._label(column, str(value))

    def _label(self, column: str, code: str) -> str:
        vocabulary = self.vocabulary(column)
        return network.terms(self._vault, vocabulary).get(code, code) if vocabulary else code
