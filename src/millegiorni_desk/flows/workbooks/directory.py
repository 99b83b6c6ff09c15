"""The people a register may mean: those of the house who are known already, found without asking row by row."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, lru_cache
from typing import Any

from millegiorni_desk.areas.people import codice_fiscale
from millegiorni_desk.areas.people.linkage import names
from millegiorni_desk.flows.workbooks.cells import Birth
from millegiorni_desk.flows.workbooks.columns import NO_OTHERS
from millegiorni_desk.flows.workbooks.identity import id_of
from millegiorni_desk.vault.vault import Vault

_FIELDS = (
    "id house voided surname name codice_fiscale birth_date birth_precision gender citizenship birth_country "
    "phone address language due_date"
).split()
_DAYS = ("birth_date", "due_date")
_Bag = tuple[str, ...]
_NameKey = tuple[str, _Bag, date | None, str]


@dataclass(frozen=True)
class Wanted:
    """The person a row speaks of, as the row has her. ``record_id`` is the id of the row's own record."""

    house: str
    surname: str
    name: str
    codice_fiscale: str
    birth: Birth | None
    record_id: str

    @classmethod
    def of_card(cls, fields: dict[str, Any]) -> Wanted:
        """The person a card is of, as a row would name her."""
        return cls(fields["house"], fields["surname"], fields["name"], fields["codice_fiscale"], None, "")

    @cached_property
    def valid_code(self) -> str:
        """The codice fiscale where it is a possible one, else nothing."""
        code = codice_fiscale.normalise(self.codice_fiscale)
        return code if code and codice_fiscale.is_valid(code) else ""

    @cached_property
    def bag(self) -> _Bag:
        """The words of both names: in registers surname and name often stand in each other's column."""
        return _bag(self.surname, self.name)

    @cached_property
    def name_key(self) -> _NameKey | None:
        """What must be equal where there is no codice fiscale; None where a name alone says too little."""
        if self.birth is not None:
            return (self.house, self.bag, self.birth.day, self.birth.precision)
        return (self.house, self.bag, None, "") if self.surname and self.name else None

    def person_id(self, attempt: int = 0) -> str:
        """The id of the card this row would make."""
        return self._first_id if attempt == 0 else self._id(attempt)

    @cached_property
    def _first_id(self) -> str:
        return self._id(0)

    def _id(self, attempt: int) -> str:
        born = (self.birth.day, self.birth.precision) if self.birth else (None, "")
        told_apart = self.record_id if self.name_key is None and not self.valid_code else ""
        return _card_id(self.house, self.surname, self.name, *born, self.valid_code, told_apart, attempt)


@dataclass(eq=False)
class Known:
    """A person who has a card: its fields, and the children on it as (birth date, precision) with how many."""

    fields: dict[str, Any]
    children: dict[tuple[date, str], int] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """The person's id."""
        return str(self.fields["id"])

    @cached_property
    def bag(self) -> _Bag:
        """The words of both names."""
        return _bag(self.fields["surname"], self.fields["name"])

    @property
    def has_name(self) -> bool:
        """Whether the card says who she is: one that was erased does not."""
        return bool(self.fields["surname"] or self.fields["name"])

    @property
    def label(self) -> str:
        """Surname, name and birth date or year, as lists show them."""
        fields = self.fields
        return shown(fields["surname"], fields["name"], fields["birth_date"], fields["birth_precision"])


class Directory:
    """The cards that the rows of one register may mean; kept up to date with what the import adds."""

    def __init__(
        self, vault: Vault, wanted: Iterable[Wanted], same_as: Mapping[str, str] = NO_OTHERS
    ) -> None:
        """*same_as* says of a card that a row would make (its id) whose card it is: someone looked at both."""
        self._same_as = same_as
        self._by_code: dict[tuple[str, str], list[Known]] = {}
        self._by_name: dict[_NameKey, list[Known]] = {}
        self._by_id: dict[str, Known] = {}
        self._gone: set[str] = set()
        self._undo: list[Callable[[], object]] = []
        self._load(vault, list(wanted))

    def find(self, wanted: Wanted) -> Known | None:
        """Her card: an equal valid codice fiscale with agreeing names, or equal names and birth date."""
        chosen = self._same_as.get(wanted.person_id()) if self._same_as else None
        if chosen and chosen in self._by_id:
            return self._by_id[chosen]
        for known in self._by_code.get((wanted.house, wanted.valid_code), ()):
            if names_agree(wanted, known):
                return known
        key = wanted.name_key
        for known in self._by_name.get(key, ()) if key else ():
            if not _codes_differ(wanted, known):
                return known
        same = self._by_id.get(wanted.person_id())
        return same if same and same.has_name and names_agree(wanted, same) else None

    def holder(self, wanted: Wanted) -> Known | None:
        """Whoever else has the row's codice fiscale, under names that do not agree."""
        held = self._by_code.get((wanted.house, wanted.valid_code), ())
        return next((known for known in held if not names_agree(wanted, known)), None)

    def get(self, person_id: str | None) -> Known | None:
        """The card with that id, if it is one that the register speaks of."""
        return self._by_id.get(person_id or "")

    def free_id(self, wanted: Wanted) -> str:
        """The id for a new card: always the same one, unless a card with it was taken away."""
        attempt = 0
        while wanted.person_id(attempt) in self._gone or wanted.person_id(attempt) in self._by_id:
            attempt += 1
        return wanted.person_id(attempt)

    def mark(self) -> int:
        """Where the directory stands, for :meth:`back_to`."""
        return len(self._undo)

    def back_to(self, mark: int) -> None:
        """Forget everything that was kept since *mark*."""
        while len(self._undo) > mark:
            self._undo.pop()()

    def keep(self, known: Known) -> None:
        """Know a new card, or one whose fields changed, from the next row on."""
        before = self._by_id.get(known.id)
        self._put(before, known)
        self._undo.append(lambda: self._put(known, before))

    def _put(self, before: Known | None, after: Known | None) -> None:
        if before is not None:
            self._by_id.pop(before.id, None)
            for held in self._places(before):
                held.remove(before)
        if after is not None:
            self._by_id[after.id] = after
            for held in self._places(after):
                held.append(after)

    def _places(self, known: Known) -> list[list[Known]]:
        """The lists that the card stands in: by its codice fiscale, by its names and birth date."""
        code = _code_key(known.fields)
        by_name = self._by_name.setdefault(_name_key(known.fields), [])
        return [by_name, self._by_code.setdefault(code, [])] if code else [by_name]

    def _load(self, vault: Vault, wanted: list[Wanted]) -> None:
        codes = {one.valid_code for one in wanted} - {""}
        births = {one.birth.day if one.birth else None for one in wanted}
        bags = {one.bag for one in wanted}
        ids = {one.person_id() for one in wanted} | set(self._same_as.values())
        found = []
        for values in _people(vault, {one.house for one in wanted}):
            named = values["birth_date"] in births and _bag(values["surname"], values["name"]) in bags
            if named or values["id"] in ids or _code_key(values, codes):
                found.append(Known(values))
        for known in sorted(found, key=lambda one: one.id):
            if known.fields["voided"]:
                self._gone.add(known.id)
            else:
                self.keep(known)
        self._load_children(vault)

    def _load_children(self, vault: Vault) -> None:
        with vault.connection() as raw:
            for person_id, born, precision, many in raw.execute(
                "SELECT person_id, birth_date, birth_precision, count(*) FROM child WHERE person_id IN "
                "(SELECT value FROM json_each(?)) AND NOT voided AND birth_date IS NOT NULL GROUP BY 1, 2, 3",
                (json.dumps(list(self._by_id)),),
            ):
                self._by_id[person_id].children[date.fromisoformat(born), precision] = many


@lru_cache(maxsize=1 << 14)
def _card_id(*parts: Any) -> str:
    """A woman stands in many rows; her card's id is made once."""
    return id_of("person", *parts)


def shown(surname: str, name: str, birth: date | None, precision: str) -> str:
    """Surname, name and birth date or year."""
    full = f"{surname} {name}".strip()
    if birth is None:
        return full
    return f"{full}, {birth.year if precision == 'year' else f'{birth:%d/%m/%Y}'}"


def names_agree(wanted: Wanted, known: Known) -> bool:
    """Whether the names can be one person's: one word that sounds the same, or no name to compare."""
    ours, theirs = _sounds(wanted.bag), _sounds(known.bag)
    return not ours or not theirs or bool(ours & theirs)


def _people(vault: Vault, houses: set[str]) -> Iterable[dict[str, Any]]:
    marks = ", ".join("?" * len(houses))
    with vault.connection() as raw:
        for row in raw.execute(
            f"SELECT {', '.join(_FIELDS)} FROM person WHERE house IN ({marks})", tuple(houses)
        ):
            values = dict(zip(_FIELDS, row, strict=True))
            for day in _DAYS:
                values[day] = date.fromisoformat(values[day]) if values[day] else None
            yield values


@lru_cache(maxsize=1 << 16)
def _sounds(bag: _Bag) -> frozenset[str]:
    return frozenset(names.sound(word) for word in bag)


@lru_cache(maxsize=1 << 16)
def _bag(surname: str, name: str) -> _Bag:
    return tuple(sorted((*names.words(surname), *names.words(name))))


def _code_key(values: dict[str, Any], among: set[str] | None = None) -> tuple[str, str] | None:
    code = codice_fiscale.normalise(values["codice_fiscale"])
    if not code or (among is not None and code not in among) or not codice_fiscale.is_valid(code):
        return None
    return (values["house"], code)


def _name_key(values: dict[str, Any]) -> _NameKey:
    born = values["birth_date"]
    precision = values["birth_precision"] if born else ""
    return (values["house"], _bag(values["surname"], values["name"]), born, precision)


def _codes_differ(wanted: Wanted, known: Known) -> bool:
    theirs = _code_key(known.fields)
    return bool(wanted.valid_code and theirs and theirs[1] != wanted.valid_code)
