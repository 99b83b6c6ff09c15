"""Rows of the register of accesses."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from sqlmodel import col, select

from millegiorni_desk.areas.accesses import service as accesses
from millegiorni_desk.areas.accesses.records import Access
from millegiorni_desk.areas.accesses.reserved import SEALED
from millegiorni_desk.flows.workbooks import cells
from millegiorni_desk.flows.workbooks.cells import Birth
from millegiorni_desk.flows.workbooks.columns import COLUMNS, Kind
from millegiorni_desk.flows.workbooks.identity import folded
from millegiorni_desk.flows.workbooks.register import NOT_SAID, ToWrite
from millegiorni_desk.language import _, plural
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.records import draft
from millegiorni_desk.vault.vault import Vault

_OF_ACCESS = (
    "on_date at_time operator channel needs activities referred_to in_care adi pregnant due_date minors language "
    "minutes notes"
).split()
# What only a card can hold: without one it goes into the notes of the anonymous access.
_OF_CARD = "codice_fiscale birth_date gender citizenship birth_country phone address births".split()
_LABELS = {column.key: column.header for column in COLUMNS[Kind.ACCESSES]}


class AccessRows:
    """Brings in accesses: a row without names and without a known codice fiscale is an anonymous access."""

    kind = Kind.ACCESSES
    at_once = 2_000
    together = True
    identifying = frozenset({"house", "on_date", "at_time", "name", "surname", "codice_fiscale"})
    permissions = (Permission.IMPORT, Permission.RECORD_ACCESS, Permission.EDIT_PERSON)

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        self._without_channel = 0
        self._brought: set[str] = set()
        self._looked_at: set[str] = set()
        self._there: set[tuple[str, str]] = set()
        self._closed: set[str] = set()

    def problems(self, values: Mapping[str, Any]) -> list[str]:
        return []

    def identity(self, values: Mapping[str, Any]) -> tuple[Any, ...] | None:
        if "house" not in values or "on_date" not in values:
            return None
        said = (values.get(key, "") for key in ("at_time", "name", "surname", "codice_fiscale"))
        return (values["house"], values["on_date"], *(folded(text) for text in said))

    def existing(self, ids: Sequence[str]) -> Mapping[str, Access]:
        with self._vault.read() as session:
            found = session.exec(select(Access).where(col(Access.id).in_(ids))).all()
        # What is reserved is compared as whoever imports may read it; what she cannot read is not compared.
        self._closed = {one for one, mark in SEALED.marks(self._vault, ids).items() if not mark.readable}
        return {access.id: access for access in SEALED.shown(self._vault, found)}

    def person_of(self, record: Access) -> str | None:
        return record.person_id

    def differences(self, record: Access, values: Mapping[str, Any]) -> list[str]:
        said = _fields(values, anonymous=record.person_id is None)
        return [
            _LABELS[key]
            for key, value in said.items()
            if key in values
            and getattr(record, key) != value
            and not (record.id in self._closed and key in SEALED.fields)
        ]

    def write(self, rows: Sequence[ToWrite]) -> list[tuple[str, ...]]:
        others = self._on_the_same_day(rows)
        accesses.add_many(self._vault, [_access(row) for row in rows])
        self._without_channel += sum("channel" not in row.values for row in rows)
        self._brought.update(row.id for row in rows)
        return [(*_remarks(row), *_same_day(row, others)) for row in rows]

    def _on_the_same_day(self, rows: Sequence[ToWrite]) -> set[tuple[str, str]]:
        """The people and days of which the vault has an access already that this import did not bring."""
        known = {row.person.known.id for row in rows if row.person and not row.person.is_new}
        found = self._vault.query(
            "SELECT a.id, a.person_id, a.on_date FROM json_each(:people) AS p CROSS JOIN access AS a "
            "ON a.person_id = p.value WHERE NOT a.voided",
            people=json.dumps(sorted(known - self._looked_at)),
        )
        self._looked_at |= known
        self._there |= {(one["person_id"], one["on_date"]) for one in found if one["id"] not in self._brought}
        return self._there

    def closing(self) -> list[str]:
        if not self._without_channel:
            return []
        return [
            plural(
                "Canale: manca in {n} riga importata, contata come accesso diretto.",
                "Canale: manca in {n} righe importate, contate come accessi diretti.",
                self._without_channel,
            ).format(n=self._without_channel)
        ]


def _access(row: ToWrite) -> Access:
    person = row.person
    fields = _fields(row.values, anonymous=person is None)
    fields.setdefault("operator", NOT_SAID)
    person_id = person.known.id if person else None
    return draft(Access, id=row.id, house=row.values["house"], person_id=person_id, **fields)


def _remarks(row: ToWrite) -> tuple[str, ...]:
    kept = _left_over(row.values) if row.person is None else []
    if not kept:
        return ()
    names = ", ".join(_LABELS[key].lower() for key in kept)
    return (
        _("senza cognome e nome l'accesso resta anonimo; ho messo nelle note: {names}.").format(names=names),
    )


def _same_day(row: ToWrite, others: set[tuple[str, str]]) -> tuple[str, ...]:
    day = row.values["on_date"]
    if row.person is None or (row.person.known.id, day.isoformat()) not in others:
        return ()
    return (
        _("{who} ha già un accesso il {day:%d/%m/%Y}: se è lo stesso, annullane uno.").format(
            who=row.person.known.label, day=day
        ),
    )


def _fields(values: Mapping[str, Any], anonymous: bool) -> dict[str, Any]:
    fields = {key: values[key] for key in _OF_ACCESS if key in values}
    kept = _left_over(values) if anonymous else []
    if kept:
        said = "; ".join(f"{_LABELS[key]}: {_shown(values[key])}" for key in kept)
        fields["notes"] = f"{values.get('notes', '')}\nDal registro — {said}".strip()
    return fields


def _left_over(values: Mapping[str, Any]) -> list[str]:
    return [key for key in _OF_CARD if values.get(key)]


def _shown(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(_shown(one) for one in value)
    if isinstance(value, Birth):
        return str(value.day.year) if value.precision == "year" else cells.text(value.day)
    return cells.text(value)
