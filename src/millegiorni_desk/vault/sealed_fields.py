"""Records some of whose fields are sealed where they are reserved: what is counted stays in the row, the words do not.

A reserved record's row holds nothing in the sealed fields, whoever looks: needs that are left out would tell as much as
needs that stand there. What the user may read is laid over a copy for her; the copy is never written.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from millegiorni_desk.errors import InvalidValue, NotAllowed
from millegiorni_desk.language import _
from millegiorni_desk.vault import sealing
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.records import HouseRecord
from millegiorni_desk.vault.seal_readers import default_readers
from millegiorni_desk.vault.sealing import Subject, Told
from millegiorni_desk.vault.vault import Vault

_Record = TypeVar("_Record", bound=HouseRecord)
Readers = Sequence[str] | None
"""Who is to read: None leaves it as it is, nobody takes the seal away."""


@dataclass(frozen=True)
class Mark:
    """A reserved record: its readers, and whether the user is one of them."""

    readers: tuple[str, ...]
    readable: bool


@dataclass(frozen=True)
class SealedFields(Generic[_Record]):
    """How records of *model* are sealed: ``fields`` as a whole, and always where ``must`` says so.

    ``person`` gives the id of whom a record is about.
    """

    model: type[_Record]
    fields: tuple[str, ...]
    must: Callable[[_Record], bool]
    person: Callable[[Vault, _Record], str]

    @property
    def table(self) -> str:
        """The name of the table."""
        return str(self.model.__tablename__)

    # --- reading -----------------------------------------------------------------------------------

    def marks(self, vault: Vault, ids: Sequence[str]) -> dict[str, Mark]:
        """Those of *ids* that are reserved, as far as the user may know of it."""
        found = sealing.told(sealing.of_subjects(vault, self.table, ids))
        may = vault.may(Permission.SEAL)
        marks = {one: Mark(told.readers, told.values is not None) for one, told in found.items()}
        return {one: mark for one, mark in marks.items() if mark.readable or may}

    def shown(self, vault: Vault, records: Sequence[_Record]) -> list[_Record]:
        """*records* as the user may see them: the reserved ones as copies with what she may read of them."""
        found = sealing.told(sealing.of_subjects(vault, self.table, [record.id for record in records]))
        return [
            self._laid_over(record, found[record.id]) if record.id in found else record for record in records
        ]

    def _laid_over(self, record: _Record, told: Told) -> _Record:
        known = {name: value for name, value in (told.values or {}).items() if name in self.fields}
        return self.model(**{**self._all(record), **known})

    # --- writing -----------------------------------------------------------------------------------

    def bare(self, record: _Record) -> _Record:
        """A copy of *record* as it is written where it is reserved."""
        empty = {name: type(getattr(record, name))() for name in self.fields}
        return self.model(**{**self._all(record), **empty})

    def split(self, vault: Vault, records: Sequence[_Record], readers: Readers) -> list[_Record]:
        """Seal what is reserved of new *records*; gives them as they are to be written. Within a save."""
        chosen = list(readers or ())
        reserved = {record.id for record in records if chosen or self.must(record)}
        if not reserved:
            return list(records)
        wanted = [
            (self._subject(vault, record), self._values(record))
            for record in records
            if record.id in reserved
        ]
        sealing.seal_many(vault, wanted, chosen or default_readers(vault))
        return [self.bare(record) if record.id in reserved else record for record in records]

    def revised(
        self,
        vault: Vault,
        record: _Record,
        changes: Mapping[str, Any],
        readers: Readers,
        check: Callable[[_Record], object],
    ) -> _Record:
        """*record* with *changes* as it is to be written; seals what must be. Within a save.

        Raises ``NotAllowed`` for a change to what the user cannot read, and whatever *check* raises.
        """
        held = sealing.told(sealing.of_subjects(vault, self.table, [record.id])).get(record.id)
        if (
            held is not None
            and held.values is None
            and (readers is not None or set(changes) & set(self.fields))
        ):
            raise NotAllowed(
                _(
                    "Questa registrazione è riservata e non è per te: non ho cambiato nulla. Chiedi a chi può leggerla."
                )
            )
        before = self._laid_over(record, held) if held is not None else record
        after = self.model(**{**self._all(before), **changes})
        check(after)
        if held is not None and held.values is None:
            return after
        wanted = self._readers(vault, after, held, readers)
        if held is None and wanted:
            # What stood in the row stands in the log as well.
            self._blank(vault, [record])
            sealing.seal(vault, self._subject(vault, after), self._values(after), wanted)
        elif held is not None and not wanted:
            sealing.void(vault, held.ids)
        elif held is not None and self._differs(vault, before, after, held, wanted):
            sealing.replace(vault, self._subject(vault, after), self._values(after), wanted, held)
        if set(wanted) != set(held.readers if held is not None else ()):
            for follow in vault.schema.following:
                follow(vault, self.table, record.id, wanted)
        return self.bare(after) if wanted else after

    def _differs(
        self, vault: Vault, before: _Record, after: _Record, held: Told, readers: Sequence[str]
    ) -> bool:
        """Whether another seal is called for. It names whom it is about: with her it would be erased."""
        moved = self.person(vault, before) != self.person(vault, after)
        return moved or self._values(after) != self._values(before) or set(readers) != set(held.readers)

    def absorb(self, vault: Vault) -> int:
        """Take under their seals what stands in the rows of reserved records; gives how many there were.

        Someone may have written it at another desk while it was being reserved here.
        """
        filled = " OR ".join(f"r.{name} NOT IN ('', '[]')" for name in self.fields)
        rows = vault.query(
            f"SELECT DISTINCT r.id FROM sealed AS s CROSS JOIN {self.table} AS r ON r.id = s.subject_id "
            f"WHERE s.subject_table = :table AND s.voided IS 0 AND ({filled})",
            table=self.table,
        )
        if not rows:
            return 0
        with vault.save("seal.absorb"):
            records = [vault.get(self.model, row["id"]) for row in rows]
            found = sealing.told(sealing.of_subjects(vault, self.table, [record.id for record in records]))
            for record in records:
                values = {name: value for name, value in self._values(record).items() if value}
                sealing.seal(vault, self._subject(vault, record), values, found[record.id].readers)
            self._blank(vault, records)
        return len(records)

    def _blank(self, vault: Vault, records: Sequence[_Record]) -> None:
        """Empty the fields in rows and log; a list that is blanked is empty text, which reads as an empty list."""
        sealing.blank(vault, self.table, [(record.id, record.house) for record in records], self.fields)

    def _readers(self, vault: Vault, record: _Record, held: Told | None, readers: Readers) -> list[str]:
        former = list(held.readers) if held is not None else []
        if readers is None:
            return former or (default_readers(vault) if self.must(record) else [])
        if not readers and self.must(record):
            raise InvalidValue(
                _(
                    "Ciò che parla di violenza resta riservato: togli prima quella voce, oppure scegli chi può leggere."
                ),
                "readers",
            )
        if held is not None and set(readers) != set(former):
            vault.require(Permission.SEAL)
        return list(readers)

    def _all(self, record: _Record) -> dict[str, Any]:
        """Every field of *record*, which may be a plain draft of one (``records.draft``)."""
        return {name: getattr(record, name) for name in self.model.model_fields}

    def _values(self, record: _Record) -> dict[str, Any]:
        return {name: getattr(record, name) for name in self.fields}

    def _subject(self, vault: Vault, record: _Record) -> Subject:
        return Subject(self.table, record.id, record.house, self.person(vault, record))
