"""Files that another house lets this one read: found and shown, never counted, never written (PROTOCOL.md §11)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Boolean, Date, Float, Integer

from millegiorni_desk.areas.people.records import Person
from millegiorni_desk.errors import NotFound
from millegiorni_desk.language import _
from millegiorni_desk.network import service as network
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.records import Codes
from millegiorni_desk.vault.vault import Vault
from millegiorni_sync import shares
from millegiorni_sync.shares import Records

SHARE = "file_share"
"""The table whose record says what was agreed; it travels with the file."""


@dataclass(frozen=True)
class ReceivedFile:
    """A person's file as another house keeps it. ``feed`` names it; ``person`` is no record of this vault.

    ``since`` and ``until`` are what she agreed to, where the house said so.
    """

    feed: str
    house: str
    house_name: str
    person: Person
    since: date | None
    until: date | None

    @property
    def mark(self) -> str:
        """Whose it is and since when, in words."""
        if self.since is None:
            return _("di {house}, condivisa").format(house=self.house_name)
        return _("di {house}, condivisa dal {day:%d/%m/%Y}").format(house=self.house_name, day=self.since)


def files(vault: Vault) -> list[ReceivedFile]:
    """The files that may be read today, by surname and name."""
    vault.require(Permission.SEE_PEOPLE)
    return sorted(_read(vault), key=lambda one: network.fold(f"{one.person.surname} {one.person.name}"))


def find(vault: Vault, typed: str) -> list[ReceivedFile]:
    """Those whose name, phone or codice fiscale hold every word that was typed."""
    words = network.fold(typed).split()
    return [one for one in files(vault) if all(word in _searched(one.person) for word in words)]


def opened(vault: Vault, feed: str) -> tuple[ReceivedFile, Records]:
    """A file with all its records, by table and id; noted in the audit log. Raises ``NotFound`` once it has ended."""
    found = next((one for one in files(vault) if one.feed == feed), None)
    if found is None:
        raise NotFound(_("Questo fascicolo non è più condiviso con questa casa: qui non ce n'è più nulla."))
    with vault.connection() as raw:
        records = _held(vault, raw, feed)
    vault.note("file_share.read", house=found.house)
    return found, records


def expire(vault: Vault, now_ms: int) -> int:
    """Take out for good the files whose last day has passed; gives how many."""
    today = date.today()
    gone = [one for one in _read(vault, past=True) if one.until is not None and one.until < today]
    if gone:
        with vault.save("file_share.gone", files=len(gone)), vault.connection() as raw:
            for one in gone:
                shares.end(raw, one.feed, now_ms)
    return len(gone)


def _read(vault: Vault, *, past: bool = False) -> list[ReceivedFile]:
    with vault.connection() as raw:
        held = [
            (one, _held(vault, raw, one.feed, "person"), _held(vault, raw, one.feed, SHARE))
            for one in shares.shared(raw)
        ]
    names = {house.code: house.name for house in network.houses(vault)} if held else {}
    found = []
    for one, people, said in held:
        agreed = next(iter(said.get(SHARE, {}).values()), {})
        whose = str(agreed.get("person_id", ""))
        told = people.get("person", {})
        person = told.get(whose) or next(iter(told.values()), {})
        until = _day(agreed.get("until"))
        if past or until is None or until >= date.today():
            name = names.get(one.giver, one.giver)
            found.append(
                ReceivedFile(one.feed, one.giver, name, _person(person), _day(agreed.get("since")), until)
            )
    return found


def _held(vault: Vault, raw: Any, feed: str, table: str | None = None) -> Records:
    """The records of a file. What a field of ours could not hold counts as empty: any desk over there may write it."""
    tables = vault.schema.metadata.tables
    return {
        name: {
            rid: {
                column: value
                for column, value in values.items()
                if column in tables[name].columns and _fits(tables[name].columns[column].type, value)
            }
            for rid, values in found.items()
        }
        for name, found in shares.records(raw, feed, table).items()
        if name in tables
    }


def _fits(kind: Any, value: object) -> bool:
    if isinstance(kind, Codes):
        return isinstance(value, str) and _codes(value) is not None
    if isinstance(kind, Date):
        return isinstance(value, str) and _day(value) is not None
    if isinstance(kind, Boolean):
        return value in (0, 1)
    if isinstance(kind, Integer):
        return isinstance(value, int)
    return isinstance(value, (int, float)) if isinstance(kind, Float) else isinstance(value, str)


def _person(values: dict[str, Any]) -> Person:
    """What is told of her as a person that belongs to no session."""
    columns = Person.model_fields
    held = {name: value for name, value in values.items() if name in columns and value is not None}
    for name in ("birth_date", "due_date"):
        held[name] = _day(held.get(name))
    held["languages"] = _codes(str(held.get("languages", ""))) or []
    return Person(**held)


def _codes(text: str) -> list[str] | None:
    """Codes as a column keeps them; None where they are no list of texts."""
    try:
        told = json.loads(text) if text else []
    except (ValueError, RecursionError):
        return None
    return told if isinstance(told, list) and all(isinstance(one, str) for one in told) else None


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(str(value)) if value else None
    except ValueError:
        return None


def _searched(person: Person) -> str:
    # A number is found as it is written, and in one piece.
    whole = "".join(person.phone.split())
    return network.fold(f"{person.surname} {person.name} {person.phone} {whole} {person.codice_fiscale}")
