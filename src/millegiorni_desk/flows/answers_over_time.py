"""What a woman answered over time, on her card and at each access, in one history: read there, copied nowhere."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from millegiorni_desk.areas.accesses import service as accesses
from millegiorni_desk.areas.doti.amounts import format_euros
from millegiorni_desk.areas.people import answers
from millegiorni_desk.areas.people.records import Answer
from millegiorni_desk.network import service as network
from millegiorni_desk.vault.vault import Vault

ASKED_AT_ACCESSES = ("in_care", "adi")


@dataclass(frozen=True)
class Said:
    """One answer: ``kind`` of ``answer_kind``, its code or text, or an amount; from an access or from the card."""

    kind: str
    on_date: date
    value: str = ""
    cents: int | None = None
    until: date | None = None
    notes: str = ""
    access_id: str = ""
    answer: Answer | None = None

    def expired(self, on: date) -> bool:
        """Whether its last day of validity is past."""
        return self.until is not None and self.until < on


def history(vault: Vault, person_id: str) -> list[Said]:
    """Everything she answered, newest first; on one day what is on the card comes before what an access holds."""
    told = [
        Said(one.kind, one.on_date, one.value, one.cents, one.until, one.notes, answer=one)
        for one in answers.history(vault, person_id)
    ]
    for access in accesses.of_person(vault, person_id):
        told += [
            Said(kind, access.on_date, value, access_id=access.id)
            for kind in ASKED_AT_ACCESSES
            if (value := getattr(access, kind)) not in ("", "unknown")
        ]
    # Stable: answers of one day stay in the order in which each source gives them.
    return sorted(told, key=lambda said: said.on_date, reverse=True)


def standing(vault: Vault, person_id: str, on: date | None = None) -> dict[str, Said]:
    """For each kind the answer that held on a day, today if none is given."""
    day = on or date.today()
    found: dict[str, Said] = {}
    for said in history(vault, person_id):
        if said.on_date <= day:
            found.setdefault(said.kind, said)
    return found


def value_words(vault: Vault, kind: str, value: str, cents: int | None) -> str:
    """What an answer of a kind says, in words."""
    holds = answers.kind_of(kind)
    if holds.amount:
        return format_euros(cents or 0)
    return network.terms(vault, holds.vocabulary).get(value, value) if holds.vocabulary else value
