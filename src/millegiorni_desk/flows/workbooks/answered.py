"""What the rows of a register answer to the network's questions: judged, compared with what is there, and kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

from millegiorni_desk.areas.questions import answers, reserved
from millegiorni_desk.areas.questions import service as questions
from millegiorni_desk.areas.questions.answers import Value
from millegiorni_desk.flows.workbooks.columns import Column, Kind
from millegiorni_desk.flows.workbooks.own_columns import ASKED
from millegiorni_desk.flows.workbooks.register import ToWrite
from millegiorni_desk.language import _
from millegiorni_desk.network.vocabularies import OF_QUESTION
from millegiorni_desk.vault.vault import Vault

_DAY: Mapping[Kind, str] = MappingProxyType(
    {Kind.ACCESSES: "on_date", Kind.PATHWAYS: "opened_on", Kind.MEETINGS: "on_date"}
)
_PERSON = "person"


@dataclass(frozen=True)
class Said:
    """What came of the answers of one row: what to look at, and whether her card had not answered before."""

    remarks: tuple[str, ...] = ()
    filled: bool = False


class Answered:
    """The answers of one import. On a card only what was not answered is filled, as with every fact of hers."""

    def __init__(self, vault: Vault, kind: Kind, own: Sequence[Column]) -> None:
        self._vault, self._kind = vault, kind
        asked = {one.code: one for one in questions.every(vault)}
        self._columns = [
            (column, asked[column.key.removeprefix(OF_QUESTION)])
            for column in own
            if column.key.startswith(OF_QUESTION)
        ]

    def problems(self, values: Mapping[str, Any]) -> Iterator[tuple[Column, str]]:
        """The columns whose answer cannot be kept, and why."""
        told = values.get(_DAY.get(self._kind, ""))
        for column, one in self._columns:
            if column.key not in values:
                continue
            day = told if one.about != _PERSON and isinstance(told, date) else date.today()
            if not questions.asked_on(one, day):
                yield column, _("non si chiede il {day:%d/%m/%Y}.").format(day=day)
            elif isinstance(values[column.key], str) and len(values[column.key]) > answers.LONGEST_WORDS:
                yield column, _("il testo è troppo lungo.")

    def write(self, rows: Sequence[ToWrite]) -> list[Said]:
        """Keep the answers of new records, and those that the cards of the rows lack. Within a save."""
        if not self._columns:
            return [Said()] * len(rows)
        for about in ASKED[self._kind]:
            if about != _PERSON:
                given = {row.id: self._given(row.values, about) for row in rows}
                answers.save_many(self._vault, about, {key: said for key, said in given.items() if said})
        return [self._onto_card(row) for row in rows]

    def _onto_card(self, row: ToWrite) -> Said:
        given = self._given(row.values, _PERSON) if row.person is not None else {}
        if not given or row.person is None:
            return Said()
        known = row.person.known
        held = answers.of(self._vault, _PERSON, known.id)
        lacking = {code: value for code, value in given.items() if code not in held}
        if lacking:
            answers.save(self._vault, _PERSON, known.id, lacking)
        remarks = [
            _("{label}: nel registro «{ours}», nella scheda di {name} «{theirs}»: resta la scheda.").format(
                label=one.label,
                ours=answers.words(self._vault, one, given[one.code]),
                name=known.label,
                theirs=answers.words(self._vault, one, held[one.code]),
            )
            for _column, one in self._columns
            if one.code in given and one.code in held and held[one.code] != given[one.code]
        ]
        return Said(tuple(remarks), bool(lacking))

    def differences(self, record_id: str, person_id: str | None, values: Mapping[str, Any]) -> list[str]:
        """The questions that a row answers otherwise than the record that there is, or her card not at all."""
        found = []
        for about in ASKED.get(self._kind, ()):
            subject = person_id if about == _PERSON else record_id
            given = self._given(values, about)
            if not given or subject is None or self._closed(about, subject):
                continue
            held = answers.of(self._vault, about, subject)
            for column, one in self._columns:
                differs = one.code in given and held.get(one.code) != given[one.code]
                if differs and (about != _PERSON or one.code not in held):
                    found.append(column.header)
        return found

    def _closed(self, about: str, subject: str) -> bool:
        """Whether it is reserved to others: what whoever imports cannot read is not compared."""
        seal = reserved.readers_of(self._vault, about, subject)
        return seal is not None and seal.values is None

    def _given(self, values: Mapping[str, Any], about: str) -> dict[str, Value]:
        return {
            one.code: values[column.key]
            for column, one in self._columns
            if one.about == about and column.key in values
        }
