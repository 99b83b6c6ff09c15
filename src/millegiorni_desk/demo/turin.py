"""The network as the demo draws it: houses, managing bodies, funds, staff and what doti pay for."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from typing import Any

from millegiorni_desk import resources


@dataclass(frozen=True, slots=True)
class Login:
    """How someone of the demo enters her vault; the passphrase is made up and printed."""

    name: str
    display_name: str
    passphrase: str


@dataclass(frozen=True, slots=True)
class House:
    """A house: who works there, on which weekdays its desk is open, and the streets around it."""

    code: str
    name: str
    address: str
    colour: str
    quarter: str
    share: int
    open: frozenset[int]
    streets: tuple[str, ...]
    case_manager: Login
    operators: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Body:
    """A managing body, which signs the receipts of ``houses``."""

    code: str
    name: str
    houses: tuple[str, ...]
    seat: str
    codice_fiscale: str


@dataclass(frozen=True, slots=True)
class Line:
    """A budget line of the fund ``fund``; its name is unique in the demo."""

    fund: str
    name: str
    expenses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Fund:
    """A grant and its lines."""

    code: str
    name: str
    funder: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Expense:
    """What a dote pays for: how often, between how many euros, and each reason with its supplier."""

    code: str
    share: int
    euros: tuple[int, int]
    bills: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Texts:
    """Words that records hold; ``goals`` are titles by dimension, ``specialists`` names by profession."""

    notes: tuple[str, ...]
    outcomes: tuple[str, ...]
    referrers: tuple[str, ...]
    goals: dict[str, tuple[str, ...]]
    specialists: dict[str, str]


@dataclass(frozen=True, slots=True)
class MediatorEntry:
    """A mediator, and what an hour of hers costs."""

    name: str
    organisation: str
    languages: tuple[str, ...]
    cents_per_hour: int


@dataclass(frozen=True, slots=True)
class MediationTexts:
    """Who mediates, for what she is asked, and where she goes."""

    mediators: tuple[MediatorEntry, ...]
    needs: tuple[str, ...]
    places: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Turin:
    """The whole cast."""

    network: str
    coordinator: Login
    houses: tuple[House, ...]
    bodies: tuple[Body, ...]
    funds: tuple[Fund, ...]
    expenses: tuple[Expense, ...]
    texts: Texts
    mediation: MediationTexts

    def house(self, code: str) -> House:
        """The house with that code."""
        return next(house for house in self.houses if house.code == code)

    def line_for(self, expense: str) -> Line:
        """The budget line that pays an expense."""
        return next(line for fund in self.funds for line in fund.lines if expense in line.expenses)

    def bodies_of(self, house: str) -> list[Body]:
        """The bodies that manage a house."""
        return [body for body in self.bodies if house in body.houses]


@cache
def turin() -> Turin:
    """The cast shipped with the program."""
    data = tomllib.loads(resources.read_text("demo/turin.toml"))
    texts = data["texts"]
    coordinator = Login(**data["network"]["coordinator"])
    return Turin(
        data["network"]["name"],
        coordinator,
        tuple(_house(entry, coordinator.passphrase) for entry in data["house"]),
        tuple(Body(**entry | {"houses": tuple(entry["houses"])}) for entry in data["body"]),
        tuple(_fund(entry) for entry in data["fund"]),
        tuple(_expense(entry) for entry in data["expense"]),
        Texts(
            tuple(texts["notes"]),
            tuple(texts["outcomes"]),
            tuple(texts["referrers"]),
            {entry["dimension"]: tuple(entry["titles"]) for entry in data["goal"]},
            dict(entry.split(": ") for entry in texts["specialists"]),
        ),
        _mediation(data["mediation"]),
    )


def _mediation(data: dict[str, Any]) -> MediationTexts:
    held = [MediatorEntry(**entry | {"languages": tuple(entry["languages"])}) for entry in data["mediator"]]
    return MediationTexts(tuple(held), tuple(data["needs"]), tuple(data["places"]))


def _house(entry: dict[str, Any], passphrase: str) -> House:
    manager = Login(passphrase=passphrase, **entry["case_manager"])
    return House(
        entry["code"],
        entry["name"],
        entry["address"],
        entry["colour"],
        entry["quarter"],
        entry["share"],
        frozenset(entry["open"]),
        tuple(street.strip() for street in entry["streets"].split(",")),
        manager,
        (manager.display_name, *entry["operators"]),
    )


def _fund(entry: dict[str, Any]) -> Fund:
    lines = tuple(Line(entry["code"], line["name"], tuple(line["expenses"])) for line in entry["line"])
    return Fund(entry["code"], entry["name"], entry["funder"], lines)


def _expense(entry: dict[str, Any]) -> Expense:
    low, high = entry["euros"]
    bills = tuple((reason, supplier) for reason, supplier in (bill.split(" | ") for bill in entry["bills"]))
    return Expense(entry["code"], entry["share"], (low, high), bills)
