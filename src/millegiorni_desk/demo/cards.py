"""The houses' cards: each house writes down a person in its own way, and none knows all of her."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from random import Random

from millegiorni_desk.demo.communities import names
from millegiorni_desk.demo.individuals import Individual, mistyped, street_and_number
from millegiorni_desk.demo.plan import Card
from millegiorni_desk.demo.turin import turin


def write_cards(rng: Random, everybody: list[Individual]) -> dict[int, list[Card]]:
    """Everybody's cards by her number: one for each house she goes to, numbered from 0 on."""
    cards: dict[int, list[Card]] = {}
    key = 0
    for one in everybody:
        cards[one.who] = []
        for house in one.homes:
            card = _card(one, key, house)
            if cards[one.who]:
                card = _as_heard_elsewhere(rng, one, card)
            cards[one.who].append(card)
            key += 1
    return cards


def _card(one: Individual, key: int, house: str) -> Card:
    return Card(
        key,
        one.who,
        house,
        one.surname,
        one.name,
        one.code,
        one.birth_date,
        one.birth_precision,
        one.gender,
        one.citizenship,
        one.community.birth_country(one.place),
        one.phone,
        one.address,
        one.quarter,
        one.language,
        one.due_date,
        one.children,
    )


def _as_heard_elsewhere(rng: Random, one: Individual, card: Card) -> Card:
    """Her card at the second house: often the same, sometimes another spelling, telephone or address.

    Where a hand must join the two, no codice fiscale can: it is missing here, or mistyped.
    """
    if rng.random() < 0.3:
        surname, name = _spelt_differently(rng, card.surname, card.name)
        card = replace(card, surname=surname, name=name)
    if rng.random() < 0.2:
        house = turin().house(card.house)
        card = replace(card, address=street_and_number(rng, house.streets), quarter=house.quarter)
    if one.joined == "hand":
        return replace(card, codice_fiscale=mistyped(one.code) if rng.random() < 0.35 else "")
    if rng.random() < 0.3:
        card = replace(card, phone=f"300 {rng.randrange(1000):03} {rng.randrange(10_000):04}")
    return card


def _spelt_differently(rng: Random, surname: str, name: str) -> tuple[str, str]:
    spelt = " ".join(names().other_spellings.get(word, word) for word in name.split())
    if spelt != name:
        return surname, spelt
    if not (surname + name).isascii():
        return without_accents(surname), without_accents(name)
    if rng.random() < 0.5:
        return surname.upper(), name.upper()
    return surname, name.split(maxsplit=1)[0]


def without_accents(text: str) -> str:
    """*text* as a keyboard without accents writes it."""
    decomposed = unicodedata.normalize("NFD", text)
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))
