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
from millegiorni_desk.network import service as network
from millegiorni_desk.vault.records import Codes
from millegiorni_desk.vault.vault import Vault
from millegiorni_sync.conflicts import Side

NOTHING = "vuoto"

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
        "person": "Scheda",
        "child": "Figlia o figlio",
        "phone": "Altro telefono",
        "relative": "Familiare",
        "person_answer": "Risposta",
        "attachment": "Documento",
        "access": "Accesso",
        "pathway": "Percorso",
        "goal": "Obiettivo",
        "intervention": "Intervento",
        "wellbeing": "Benessere",
        "dote": "Dote",
        "house": "Casa",
        "managing_body": "Ente gestore",
        "fund": "Fondo",
        "budget_line": "Voce di spesa",
        "term": "Voce d'elenco",
        "desk_user": "Utente",
        "ledger_entry": "Movimento",
        "receipt": "Ricevuta",
    }
)

_FIELDS = MappingProxyType(
    {
        "surname": "Cognome", "name": "Nome", "codice_fiscale": "Codice fiscale", "birth_date": "Data di nascita",
        "birth_precision": "Precisione della nascita", "gender": "Genere", "citizenship": "Cittadinanza",
        "birth_country": "Paese di nascita", "phone": "Telefono", "address": "Indirizzo", "quarter": "Quartiere",
        "language": "Lingua", "safe_contact": "Come si può chiamare, a parole", "due_date": "Parto previsto",
        "notes": "Note",
        "birth_place": "Luogo di nascita", "arrived_in_italy": "In Italia da", "languages": "Altre lingue",
        "contact_rule": "Come si può chiamare", "contact_hours": "Quando si può chiamare", "number": "Numero",
        "whose": "Di chi è", "relation": "Che cosa è per lei", "lives_with_her": "Vive con lei", "other_id": "Scheda",
        "kind": "Che cosa", "value": "Risposta", "cents": "Importo", "until": "Scade il", "added_on": "Aggiunto il",
        "voided": "Tolta dall'elenco", "on_date": "Giorno", "at_time": "Ora", "operator": "Chi ha accolto",
        "person_id": "Persona", "channel": "Come è arrivata", "needs": "Che cosa le serve",
        "activities": "Che cosa si è fatto", "referred_to": "Inviata a", "in_care": "In carico ai servizi",
        "adi": "Assegno di Inclusione", "pregnant": "In gravidanza", "minors": "Minori",
        "mediation_needed": "Serve la mediazione", "minutes": "Minuti", "follow_up_on": "Da richiamare",
        "opened_on": "Aperto il", "closed_on": "Chiuso il", "case_manager": "Case manager",
        "fragilities": "Fragilità", "main_request": "Richiesta principale", "referrer": "Chi l'ha inviata",
        "outcome": "Esito", "title": "Obiettivo", "dimension": "Dimensione", "owner": "Chi lo fa",
        "due_on": "Entro il", "state": "Stato", "set_on": "Dato il", "area": "Area", "profession": "Professione",
        "professional": "Chi", "home_visit": "Visita a casa", "score": "Punteggio", "rated_by": "Detto da",
        "body": "Ente", "expense": "Per che cosa", "reason": "Motivo", "amount_cents": "Importo",
        "committed_on": "Impegnata il", "supplier": "Fornitore", "document": "Documento",
        "paper_receipt": "Ricevuta di carta", "code": "Codice", "colour": "Colore", "houses": "Case",
        "seat": "Sede", "stamp_duty": "Imposta di bollo", "funder": "Chi finanzia", "opens_on": "Dal",
        "closes_on": "Al", "expenses": "Che cosa paga", "label": "Parola", "display_name": "Nome mostrato",
        "roles": "Ruoli", "active": "Attivo", "pathway_id": "Percorso", "access_id": "Accesso",
    }
)  # fmt: skip

_VOCABULARIES = MappingProxyType(
    {
        "channel": "channel", "needs": "need", "activities": "activity", "referred_to": "referral",
        "in_care": "answer", "adi": "answer", "pregnant": "answer", "gender": "gender",
        "fragilities": "fragility", "main_request": "fragility", "dimension": "dimension", "state": "goal_state",
        "contact_rule": "contact_rule", "relation": "relation",
        "area": "area", "profession": "profession", "expense": "expense", "expenses": "expense",
    }
)  # fmt: skip

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
    vocabulary = _VOCABULARIES.get(conflict.col, "")
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
        roster.houses.get(device.house or "", "Coordinamento") if device else f"Postazione n. {side.origin}"
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

    def kind(self, column: str) -> str:
        if column in _CHOSEN_ELSEWHERE or column.endswith("_id"):
            return ""
        held = self._columns[column].type
        if isinstance(held, Codes):
            return "codes" if column in _VOCABULARIES else ""
        if column in _VOCABULARIES:
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
            return "sì" if value else "no"
        if isinstance(held, Date):
            return f"{date.fromisoformat(str(value)):%d/%m/%Y}"
        return self._label(column, str(value))

    def _label(self, column: str, code: str) -> str:
        vocabulary = _VOCABULARIES.get(column)
        return network.terms(self._vault, vocabulary).get(code, code) if vocabulary else code
