"""Sealing values of a record to chosen readers, opening what is sealed to the user, and changing who reads.

A seal is never edited: another takes its place and it is voided, so that two desks that change one record at the same
time lose nothing. Whoever has no key sees at most that something is there; the vault's own key does not open it.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import col, select

from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.language import _
from millegiorni_desk.vault import audit, seal_keys, seal_readers
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.records import insert_all, new_id
from millegiorni_desk.vault.seal_keys import SealBroken
from millegiorni_desk.vault.sealing_records import Sealed, SealedKey
from millegiorni_desk.vault.vault import Vault
from millegiorni_sync import merge


@dataclass(frozen=True)
class Subject:
    """The record that sealed values belong to, its house, and the person it is about (none: empty)."""

    table: str
    id: str
    house: str
    person_id: str = ""


@dataclass(frozen=True)
class Seal:
    """One live seal. ``values``: None for whoever cannot read them; ``broken``: they are not what was sealed."""

    id: str
    subject_id: str
    readers: tuple[str, ...]
    author: str
    values: Mapping[str, Any] | None
    broken: bool = False


@dataclass(frozen=True)
class Told:
    """All seals of one record together. ``values`` are None where none opens; ``ids`` are those that do.

    Two desks may have sealed one record without knowing of each other: several codes are joined, and different texts
    stand below one another.
    """

    values: Mapping[str, Any] | None
    readers: tuple[str, ...]
    ids: tuple[str, ...]


def seal(vault: Vault, subject: Subject, values: Mapping[str, Any], readers: Sequence[str]) -> Sealed:
    """Seal *values* of *subject* to *readers*. Raises ``InvalidValue`` where nobody could read them."""
    return seal_many(vault, [(subject, values)], readers)[0]


def seal_many(
    vault: Vault, wanted: Sequence[tuple[Subject, Mapping[str, Any]]], readers: Sequence[str]
) -> list[Sealed]:
    """As :func:`seal`, for many records at once."""
    seals: list[Sealed] = []
    wraps: list[SealedKey] = []
    keys = {house: _keys(vault, house, readers) for house in {subject.house for subject, _values in wanted}}
    for subject, values in wanted:
        made, wrapped = _made(vault, subject, values, readers, keys[subject.house])
        seals.append(made)
        wraps += wrapped
    with vault.save("seal") as session:
        insert_all(session, seals)
        insert_all(session, wraps)
    return seals


def _keys(vault: Vault, house: str, readers: Sequence[str]) -> list[str]:
    if not readers:
        raise InvalidValue(_("Scegli almeno una persona che possa leggere."), "readers")
    keys = seal_readers.keys(vault, house, readers)
    if not keys:
        raise InvalidValue(
            _(
                "Nessuna delle persone scelte può ancora leggere ciò che è riservato: devono prima entrare una volta. "
                "Non ho salvato: aggiungi te stessa tra chi legge."
            ),
            "readers",
        )
    return sorted(keys)


def _made(
    vault: Vault, subject: Subject, values: Mapping[str, Any], readers: Sequence[str], keys: Sequence[str]
) -> tuple[Sealed, list[SealedKey]]:
    sealed_id, key = new_id(), seal_keys.new_key()
    holds_to = seal_keys.bound(sealed_id, subject.house, subject.table, subject.id)
    made = Sealed(
        id=sealed_id,
        house=subject.house,
        subject_table=subject.table,
        subject_id=subject.id,
        person_id=subject.person_id,
        sealed=seal_keys.close(dict(values), key, holds_to),
        readers=sorted(set(readers)),
        author=vault.user_name,
    )
    wraps = []
    for reader in keys:
        try:
            wrapped = seal_keys.wrap(key, reader, holds_to)
        except ValueError:
            # A published key that is none: its owner puts it right when she enters, and gets her copy then.
            continue
        wraps.append(SealedKey(house=subject.house, sealed_id=sealed_id, reader=reader, wrapped=wrapped))
    return made, wraps


# --- reading -----------------------------------------------------------------------------------------

_LIVE = """
SELECT s.id, s.house, s.subject_table, s.subject_id, s.sealed, s.readers, s.author, k.wrapped
FROM {start} LEFT JOIN sealed_key AS k ON k.sealed_id = s.id AND k.reader = :mine AND k.voided IS 0
WHERE s.subject_table = :table AND s.voided IS 0 AND s.sealed <> '' ORDER BY s.id
"""
_OF_SUBJECTS = "json_each(:ids) AS j CROSS JOIN sealed AS s ON s.subject_id = j.value"
_OF_PEOPLE = "json_each(:ids) AS j CROSS JOIN sealed AS s ON s.person_id = j.value"


def of_subjects(vault: Vault, table: str, ids: Iterable[str]) -> list[Seal]:
    """The live seals on those records of *table*, oldest first."""
    return _opened(vault, _LIVE.format(start=_OF_SUBJECTS), table=table, ids=json.dumps(list(ids)))


def of_people(vault: Vault, table: str, person_ids: Iterable[str]) -> list[Seal]:
    """The live seals on records of *table* that are about these people, oldest first."""
    return _opened(vault, _LIVE.format(start=_OF_PEOPLE), table=table, ids=json.dumps(list(person_ids)))


def of_table(vault: Vault, table: str) -> list[Seal]:
    """Every live seal on records of *table*, oldest first."""
    return _opened(vault, _LIVE.format(start="sealed AS s"), table=table)


def _opened(vault: Vault, sql: str, **parameters: Any) -> list[Seal]:
    mine = vault.seal_pair.public if vault.seal_pair is not None else ""
    found: dict[str, Seal] = {}
    for row in vault.query(sql, mine=mine, **parameters):
        # Two desks may have given one reader her key at the same time: one that opens is enough.
        if row["id"] not in found or found[row["id"]].values is None:
            found[row["id"]] = _disclosed(vault, row)
    return list(found.values())


def _disclosed(vault: Vault, row: Mapping[str, Any]) -> Seal:
    values, broken = None, False
    if row["wrapped"] and vault.seal_pair is not None:
        holds_to = seal_keys.bound(row["id"], row["house"], row["subject_table"], row["subject_id"])
        try:
            values = seal_keys.disclose(
                row["sealed"], vault.seal_pair.unwrap(row["wrapped"], holds_to), holds_to
            )
        except SealBroken:
            broken = True
    readers = tuple(json.loads(row["readers"] or "[]"))
    return Seal(row["id"], row["subject_id"], readers, row["author"], values, broken)


def told(seals: Iterable[Seal]) -> dict[str, Told]:
    """*seals* put together by the record that they belong to."""
    by_record: dict[str, list[Seal]] = {}
    for one in seals:
        by_record.setdefault(one.subject_id, []).append(one)
    return {record: _together(of_record) for record, of_record in by_record.items()}


def _together(seals: Sequence[Seal]) -> Told:
    readers = tuple(sorted({reader for one in seals for reader in one.readers}))
    opened = [one for one in seals if one.values is not None]
    values: dict[str, Any] = {}
    for one in opened:
        for name, value in (one.values or {}).items():
            values[name] = _joined(values[name], value) if name in values else value
    return Told(values if opened else None, readers, tuple(one.id for one in opened))


def _joined(first: Any, second: Any) -> Any:
    if isinstance(first, list) and isinstance(second, list):
        return [*first, *(code for code in second if code not in first)]
    if isinstance(first, str) and isinstance(second, str) and first and second != first:
        return f"{first}\n{second}" if second and second not in first.split("\n") else first
    return second


# --- what others see ---------------------------------------------------------------------------------

_CLOSED = (
    "SELECT 1 FROM sealed AS x WHERE x.subject_id = {id} AND x.subject_table = '{table}' AND x.voided IS 0 "
    "AND NOT EXISTS (SELECT 1 FROM sealed_key AS y WHERE y.sealed_id = x.id AND y.reader = '{mine}' AND y.voided IS 0)"
)


def seen(vault: Vault, table: str, record_id: str) -> str:
    """SQL that holds for the records of *table* that the user may know of; *record_id* is the SQL of their id.

    Whoever may not seal sees nothing of what she cannot read, not even that it is there. The others see that it is.
    Empty where every record may be seen.
    """
    if vault.may(Permission.SEAL) or not _anything(vault, table):
        return ""
    mine = vault.seal_pair.public if vault.seal_pair is not None else ""
    return f"NOT EXISTS ({_CLOSED.format(id=record_id, table=table, mine=mine)})"


def _anything(vault: Vault, table: str) -> bool:
    def look() -> bool:
        found = vault.scalar("SELECT EXISTS (SELECT 1 FROM sealed WHERE subject_table = :table)", table=table)
        return bool(found)

    return vault.cached(f"sealed {table}", ("sealed",), look)


# --- changing ----------------------------------------------------------------------------------------


def void(vault: Vault, ids: Collection[str], *, forget: bool = False) -> None:
    """Take seals away; with *forget* what they hold is blanked in every vault, so that former keys open nothing."""
    if not ids:
        return
    with vault.save("seal.void") as session:
        gone = session.exec(select(Sealed).where(col(Sealed.id).in_(list(ids)))).all()
        for one in gone:
            one.voided = True
            session.add(one)
        session.flush()
        if forget:
            blank(vault, "sealed", [(one.id, one.house) for one in gone], ("sealed",))


def replace(
    vault: Vault, subject: Subject, values: Mapping[str, Any], readers: Sequence[str], before: Told
) -> Sealed:
    """Put a new seal in the place of those that opened. Readers who are no longer among them lose the former too."""
    with vault.save("seal.replace"):
        void(vault, before.ids, forget=not set(before.readers) <= set(readers))
        return seal(vault, subject, values, readers)


def blank(vault: Vault, table: str, records: Sequence[tuple[str, str]], fields: Sequence[str]) -> None:
    """Take what *fields* of these records (id and house) held so far out of rows and log, here and in other vaults."""
    wishes = [merge.Wish(table, record, house, fields=fields) for record, house in records]
    with vault.save("seal.blank") as session, vault.connection() as raw:
        merge.erase(raw, wishes, vault.schema.synced_tables(), audit.now())
        session.expire_all()
