"""How an indicator is declared: what it means, where its rows come from, how they become a figure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class Kind(StrEnum):
    """The shape of a figure.

    ``COUNT`` is a number of things; ``SHARE`` counts yes, no and unknown; ``PART`` is a share of what the rows hold:
    ``amount`` of ``other_amount``, as minors of the heads at meetings; ``CATEGORIES`` counts by code;
    ``MEASURED`` is categories with amounts beside the counts; ``TOTAL``, ``MEAN`` and ``HIGHEST`` are
    taken of an amount.
    """

    COUNT = "count"
    SHARE = "share"
    PART = "part"
    CATEGORIES = "categories"
    MEASURED = "measured"
    TOTAL = "total"
    MEAN = "mean"
    HIGHEST = "highest"


class Unit(StrEnum):
    """What is counted or summed; ``NUMBER`` is any number, summed in hundredths."""

    COUNT = "count"
    PEOPLE = "people"
    SHARE = "share"
    CENTS = "cents"
    HOURS = "hours"
    NUMBER = "number"


class Pick(StrEnum):
    """Which row speaks for one that is counted once but has several rows.

    ``SAME``: they all say the same. ``FIRST`` and ``LAST`` go by date, time and id. ``LAST_KNOWN`` is the
    last that is not ``unknown``. ``ANY`` takes yes before unknown before no.
    """

    SAME = "same"
    FIRST = "first"
    LAST_KNOWN = "last_known"
    ANY = "any"


class Base(StrEnum):
    """The temporary tables that a source reads."""

    ACCESSES = "period_access"
    PEOPLE = "person_facts"
    CHILDREN = "child_facts"
    PATHWAYS = "pathway_told"
    MEDIATIONS = "mediation_told"


UNKNOWN = "unknown"
NETWORK = "network"
"""Stands for a house where something is of all of them."""


@dataclass(frozen=True)
class Summed:
    """What a measure of categories is: the first or the other amount's sum, in a unit; a mean where it has none.

    ``partly``: some rows may have no amount, and how many stands beside.
    """

    unit: Unit | None
    other: bool = False
    partly: bool = False


SUMMED = MappingProxyType(
    {
        "euros": Summed(Unit.CENTS),
        "committed": Summed(Unit.CENTS),
        "paid": Summed(Unit.CENTS, other=True),
        "allocated": Summed(Unit.CENTS),
        "left": Summed(Unit.CENTS, other=True),
        "budget": Summed(Unit.CENTS, partly=True),
        "hours": Summed(Unit.HOURS, partly=True),
        "heads": Summed(Unit.PEOPLE, partly=True),
        "copies": Summed(Unit.COUNT),
        "reach": Summed(Unit.PEOPLE, partly=True),
        "first": Summed(None),
        "last": Summed(None, other=True),
    }
)
"""The measures of categories beside the count, which comes first."""


@dataclass(frozen=True)
class Source:
    """A set of rows in SQL: expressions over ``tables``, narrowed by ``where``.

    ``record`` is the id of the record in ``table`` that a row opens; ``key`` is what counts once, ``once``
    being true where several rows may share it; ``order`` puts rows in time. ``person`` is the person (the cluster) that
    a row is of, empty where it is of nobody; where ``key`` counts people it is the key, and ``of_people`` is true: then
    the number depends on which records are one person. The parameters ``:start``,
    ``:end``, ``:house_from``, ``:house_to``, ``:months`` and ``:today`` are at hand. ``walked`` are columns that
    tell keys apart and by which the rows lie in order already, where the key itself would have them sorted.
    """

    table: str
    tables: str
    record: str
    key: str
    house: str
    on_date: str
    order: str
    where: str = "1"
    once: bool = False
    needs: frozenset[Base] = frozenset()
    person: str = ""
    of_people: bool = False
    walked: str = ""


NO_AMOUNT = "CAST(NULL AS INTEGER)"


@dataclass(frozen=True)
class Indicator:
    """One figure of the report, declared once.

    ``title``, ``meaning`` («cosa vuol dire») and ``denominator`` are Italian and shown as they are.
    ``state`` is the SQL of what a row says: ``yes``, ``no`` or ``unknown``, or a category code, or, with
    ``many``, a JSON array of codes. ``amount`` and ``other_amount`` are SQL numbers; ``measures`` names
    what a measured category holds, the count first, then names of ``SUMMED``. ``vocabulary`` says how codes are
    labelled: a vocabulary of the network or ``month``, ``house``, ``country``, ``age``, ``joined``, ``partner``,
    ``funder``, ``line``. ``facts`` are further columns shown with the rows, as pairs of name and SQL. ``on_map`` is
    false where a month or a house says nothing about it.
    """

    id: str
    title: str
    meaning: str
    unit: Unit
    kind: Kind
    source: Source
    denominator: str = ""
    state: str = "'yes'"
    where: str = "1"
    pick: Pick = Pick.SAME
    many: bool = False
    amount: str = NO_AMOUNT
    other_amount: str = NO_AMOUNT
    measures: tuple[str, ...] = ()
    vocabulary: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    on_map: bool = True

    @property
    def counts_only(self) -> bool:
        """Whether rows are counted and no amount of theirs is summed."""
        return self.amount == self.other_amount == NO_AMOUNT
