"""Erasing a person (GDPR article 17): what goes, what must stay and why, and doing it here and everywhere.

Her records are blanked in the rows, in the change log and in the indexes; a signed erasure travels to the vaults
that hold them too. What stays says nothing of who she was: accesses without a name, and one row for each year.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from millegiorni_desk.areas.accesses import drafts
from millegiorni_desk.areas.doti import account_copies
from millegiorni_desk.areas.people.countries import origin_band
from millegiorni_desk.areas.people.linkage import clusters
from millegiorni_desk.areas.people.records import Person
from millegiorni_desk.areas.privacy.records import StatisticalPerson
from millegiorni_desk.changes import Changes
from millegiorni_desk.errors import InvalidValue, NotAllowed
from millegiorni_desk.flows import belongings, remnants
from millegiorni_desk.flows.closing import copies as minutes_copies
from millegiorni_desk.language import _
from millegiorni_desk.network.service import fold
from millegiorni_desk.vault import audit, sealing
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.sealing import Subject
from millegiorni_desk.vault.vault import Vault
from millegiorni_sync import erasures, merge

# What stays of the records that are counted: days, codes and numbers, no words and no link from an access to her.
_COUNTED: dict[str, tuple[str, ...]] = {
    "access": (
        "on_date", "at_time", "operator", "channel", "needs", "activities", "referred_to", "in_care", "adi", "pregnant",
        "minors", "minutes", "mediation_needed",
    ),
    "pathway": (
        "person_id", "opened_on", "closed_on", "case_manager", "minors", "fragilities", "main_request", "ended_as",
    ),
    "goal": ("pathway_id", "dimension", "state", "due_on", "set_on", "state_on"),
    "intervention": (
        "pathway_id", "on_date", "area", "profession", "minutes", "home_visit", "kind", "outside", "cost_cents",
    ),
    "wellbeing": ("pathway_id", "on_date", "dimension", "score", "rated_by", "moment"),
    "mediation": (
        "person_id", "pathway_id", "requested_on", "fragility", "mediator_id", "state", "closed_on", "outcome",
    ),
    "mediation_session": ("mediation_id", "mediator_id", "on_date", "minutes", "kind"),
    "referral": ("service_id", "kind", "on_date", "need", "state", "returned_on"),
    # Of an access or a pathway; what was answered about herself goes altogether (decision 0035).
    "question_answer": ("question", "subject_table", "subject_id", "choices", "number"),
    "dote": ("body", "person_id", "pathway_id", "line_id", "expense", "amount_cents", "committed_on", "discreet"),
    "expense_document": ("dote_id", "kind", "issued_on", "amount_cents"),
}  # fmt: skip
_SEALED_CODES = {
    "access": ("needs", "activities", "referred_to"),
    "pathway": ("fragilities", "main_request"),
    "mediation": ("fragility", "outcome"),
}
# What the accounts must show for as long as their receipts are kept.
_ACCOUNTS = {"dote": ("supplier", "document", "paper_receipt"), "expense_document": ("number", "supplier")}
# Where a file of hers went must be known for as long as it may have to be called back from there.
_WHERE = {"file_share": ("to_house",)}
_MONEY = frozenset({"ledger_entry", "receipt", "receipt_event", "dote_approval"})
_BANDS = ((0, 17), (18, 24), (25, 34), (35, 44), (45, 54), (55, 64), (65, 200))


@dataclass(frozen=True)
class Preview:
    """What erasing a person would do. ``word`` is what must be typed; ``cards`` the ids of the records of hers.

    ``goes``: table → how many records; ``receipts``: how many are kept for the accounts, until ``receipts_until``.
    """

    word: str
    cards: tuple[str, ...]
    goes: dict[str, int] = field(default_factory=dict)
    stays_counted: int = 0
    receipts: int = 0
    receipts_until: int | None = None


def preview(vault: Vault, person_id: str) -> Preview:
    """What would go and what would stay. Raises ``NotFound``, ``NotAllowed``."""
    vault.require(Permission.ERASE_PERSON)
    person = vault.get(Person, person_id)
    cards = _cards(vault, person_id)
    goes: dict[str, int] = {}
    counted, receipts = 0, list[str]()
    for card in cards:
        for table, ids in belongings.of_person(vault, card).items():
            if table in _COUNTED:
                counted += len(ids)
            elif table == "receipt":
                receipts += ids
            elif table not in _MONEY:
                goes[table] = goes.get(table, 0) + len(ids)
    newest = vault.scalar(
        "SELECT max(year) FROM receipt WHERE id IN (SELECT value FROM json_each(:ids))",
        ids=json.dumps(receipts),
    )
    return Preview(_word(person), cards, goes, counted, len(receipts), newest + 11 if newest else None)


def erase(vault: Vault, person_id: str, typed: str, receipts: str = "keep") -> Preview:
    """Erase her, everywhere this vault may write; gives what it did.

    *typed* is the word of the preview. ``receipts``: ``keep`` leaves the receipts of her doti as the law on accounts
    asks (Civil Code, article 2220); ``blank`` blanks them too, where the signed paper is kept elsewhere.
    """
    done = preview(vault, person_id)
    if fold(typed) != fold(done.word):
        raise InvalidValue(
            _("Per cancellare scrivi «{word}». Non ho cancellato nulla.").format(word=done.word), "typed"
        )
    if receipts not in ("keep", "blank"):
        raise InvalidValue(_("Le ricevute si conservano o si svuotano."), "receipts")
    _forget_drafts(vault, done.cards)
    tables = vault.schema.synced_tables()
    with vault.save("person.erase", people=list(done.cards)) as session, vault.connection() as raw:
        for card in done.cards:
            session.add_all(_statistics(vault, card))
            session.flush()
            held = belongings.of_person(vault, card)
            counted = _counted_under_seal(vault, held)
            _void(vault, raw, held)
            wishes = _wishes(vault, held, receipts == "blank")
            merge.erase(raw, wishes, tables, audit.now())
            for subject, values, readers in counted:
                sealing.seal(vault, subject, values, readers)
        account_copies.forget(vault)
        minutes_copies.forget(vault)
    remnants.sweep(vault)
    vault.announce(Changes("person.erase", everything=True))
    return done


def _counted_under_seal(
    vault: Vault, held: dict[str, list[str]]
) -> list[tuple[Subject, dict[str, Any], tuple[str, ...]]]:
    """The codes that stay of reserved records, to be sealed anew without a word and without her.

    What whoever erases cannot read is gone altogether: it counts as not known from then on.
    """
    stays = []
    for table, fields in _SEALED_CODES.items():
        houses = dict(_houses(vault, table, held.get(table, [])))
        for record, told in sealing.told(sealing.of_subjects(vault, table, held.get(table, ()))).items():
            if told.values is not None:
                values = {name: told.values[name] for name in fields if name in told.values}
                stays.append((Subject(table, record, houses[record] or ""), values, told.readers))
    return stays


def remembered(vault: Vault) -> list[list[Any]]:
    """The erasures that this vault knows, ids and column names only: kept beside backups for :func:`replay`."""
    with vault.connection() as raw:
        return erasures.known(raw)


def replay(vault: Vault, rows: Sequence[Sequence[Any]]) -> int:
    """Erase again, after a restore, what was erased since the copy was made. Gives how many erasures were new."""
    with remnants.followed(vault), vault.save("person.erase_again"), vault.connection() as raw:
        new = merge.replay_erasures(raw, rows, vault.schema.synced_tables())
        whole: dict[str, list[str]] = {}
        for _id, table, record, fields, *_rest in rows:
            if fields is None:
                whole.setdefault(str(table), []).append(str(record))
        _void(vault, raw, whole)
    return new


def _cards(vault: Vault, person_id: str) -> tuple[str, ...]:
    """Her card, those merged into it, and at the coordination those of the other houses."""
    own = vault.get(Person, person_id)
    if vault.house and own.house != vault.house:
        raise NotAllowed(_("Questa scheda è di un'altra casa: la cancella quella casa o il coordinamento."))
    ids = [person_id]
    if not vault.house:
        with vault.connection() as raw:
            ids += clusters.members(raw, person_id)
    for row in vault.query(
        "SELECT m.gone_id FROM card_merge AS m JOIN person AS p ON p.id = m.gone_id "
        "WHERE m.undone_at = '' AND m.voided IS 0 AND m.kept_id IN (SELECT value FROM json_each(:ids))",
        ids=json.dumps(ids),
    ):
        ids.append(row["gone_id"])
    return tuple(dict.fromkeys(ids))


def _word(person: Person) -> str:
    return person.surname or person.name or _("CANCELLA")


def _void(vault: Vault, raw: Any, held: dict[str, list[str]]) -> None:
    """Take out of every list what is not counted."""
    columns = {table.name: table.columns for table in vault.schema.synced_tables()}
    for table, ids in held.items():
        if table not in _COUNTED and "voided" in columns.get(table, ()):
            raw.execute(
                f"UPDATE {table} SET voided = 1 WHERE voided IS 0 AND id IN (SELECT value FROM json_each(?))",
                (json.dumps(ids),),
            )


def _wishes(vault: Vault, held: dict[str, list[str]], blank_receipts: bool) -> list[merge.Wish]:
    wishes = []
    hers = _about_her(vault, held)
    for table, ids in held.items():
        if table in ("receipt", "receipt_event") and not blank_receipts:
            continue
        kept = [*_COUNTED.get(table, ()), *_WHERE.get(table, ()), *_days(vault, table)]
        if not blank_receipts:
            kept += _ACCOUNTS.get(table, ())
        wishes += [
            merge.Wish(table, rid, house, () if rid in hers else kept)
            for rid, house in _houses(vault, table, ids)
        ]
    return wishes


def _about_her(vault: Vault, held: dict[str, list[str]]) -> set[str]:
    """The answers about herself: she is among nobody who is counted any more."""
    rows = vault.query(
        "SELECT id FROM question_answer WHERE subject_table = 'person' AND id IN (SELECT value FROM json_each(:ids))",
        ids=json.dumps(held.get("question_answer", [])),
    )
    return {row["id"] for row in rows}


def _houses(vault: Vault, table: str, ids: list[str]) -> list[tuple[str, str | None]]:
    """Each record with the house whose it is; None where it is the network's."""
    found = {one.name: one.audience_column for one in vault.schema.synced_tables()}
    column = found[table] or "NULL"
    rows = vault.query(
        f"SELECT id, {column} AS house FROM {table} WHERE id IN (SELECT value FROM json_each(:ids))",
        ids=json.dumps(ids),
    )
    return [(row["id"], row["house"]) for row in rows]


def _days(vault: Vault, table: str) -> list[str]:
    """The days without which a record of *table* could not be read: a day alone tells of nobody."""
    return [
        row["name"]
        for row in vault.query(
            "SELECT name FROM pragma_table_info(:name) WHERE \"notnull\" AND type = 'DATE'", name=table
        )
    ]


def _statistics(vault: Vault, person_id: str) -> list[StatisticalPerson]:
    """One row for each year in which she came, with an id that says nothing of when it was made."""
    person = vault.get(Person, person_id)
    years = vault.query(
        "SELECT CAST(substr(on_date, 1, 4) AS INTEGER) AS year, count(*) AS accesses FROM access "
        "WHERE person_id = :id AND voided IS 0 GROUP BY 1 ORDER BY 1",
        id=person_id,
    )
    pathway = bool(vault.scalar("SELECT 1 FROM pathway WHERE person_id = :id AND voided IS 0", id=person_id))
    dote = bool(vault.scalar("SELECT 1 FROM dote WHERE person_id = :id AND voided IS 0", id=person_id))
    return [
        StatisticalPerson(
            id=str(uuid.uuid4()),
            house=person.house,
            year=row["year"],
            gender=person.gender,
            age_band=_band(person.birth_date, row["year"]),
            origin=origin_band(person.citizenship),
            accesses=row["accesses"],
            pathway=pathway,
            dote=dote,
        )
        for row in years
    ]


def _band(born: date | None, year: int) -> str:
    if born is None:
        return ""
    age = year - born.year
    return next(
        (f"{low}-{high}" if high < 200 else f"{low}+" for low, high in _BANDS if low <= age <= high), ""
    )


def _forget_drafts(vault: Vault, cards: Sequence[str]) -> None:
    people = [vault.get(Person, card) for card in cards]
    drafts.forget(vault, cards, [person.surname or person.name for person in people])
