"""What is printed after a breach: the draft for the Garante, the letter to the people, the register."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any

from millegiorni_desk import resources
from millegiorni_desk.areas.privacy import breaches
from millegiorni_desk.areas.privacy.documents import DRAFT, PROJECT
from millegiorni_desk.areas.privacy.records import Breach
from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.language import _
from millegiorni_desk.network import service as network
from millegiorni_desk.network.records import ManagingBody
from millegiorni_desk.paper import document as paper
from millegiorni_desk.paper.document import Block, Document, Facts, Heading, Paragraph, Signatures
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault

_REGISTER = (
    "found_at", "happened_at", "what", "data", "people", "encrypted", "risk", "consequences", "measures",
    "authority_told_at", "people_told_at", "closed_at", "reported_by",
)  # fmt: skip


def authority_pdf(vault: Vault, breach: Breach) -> bytes:
    """What the Garante asks (article 33(3)), as far as it is known, to copy into its form; marked as a draft."""
    vault.require(Permission.MANAGE_PRIVACY)
    words, body, told = _words()["authority"], _body(vault, breach), _Told(breach)
    late = breaches.overdue(breach)
    owed = breaches.advice(breach).tell_people
    told_people = words["people_told"].format(day=told.of("people_told_at"))
    blocks: list[Block] = [
        Paragraph(words["to"]),
        *([Paragraph(words["late"], "strong")] if late else []),
        Heading(words["who"]),
        Facts(_facts(body, ("body", "seat", "codice_fiscale"))),
        Heading(words["nature"]),
        Facts(told.facts("found_at", "happened_at", "kind", "what", "data", "people", "encrypted", "risk")),
        Heading(words["contact"]),
        Facts(_facts(body, ("privacy_contact", "dpo"))),
        *_under(words["consequences"], told.of("consequences")),
        *_under(words["measures"], told.of("measures")),
        Heading(words["people"]),
        Paragraph(
            told_people if breach.people_told_at else words["people_owed" if owed else "people_not_owed"]
        ),
        Signatures([words["signature"]]),
    ]
    return _made(vault, breach, "breach.authority_letter", words["title"], body.name, blocks)


def people_pdf(vault: Vault, breach: Breach) -> bytes:
    """The letter to the people concerned (article 34), in plain words, to complete and sign; marked as a draft."""
    vault.require(Permission.MANAGE_PRIVACY)
    words, body, told = _words()["people"], _body(vault, breach), _Told(breach)
    contact = " · ".join(part for part in (body.privacy_contact, body.dpo) if part)
    blocks: list[Block] = [
        Paragraph(words["greeting"]),
        Paragraph(words["opening"].format(day=told.of("found_at"))),
        Paragraph(told.of("what"), "strong"),
        Paragraph(words["data"].format(data=told.of("data").lower())),
        *_under(words["consequences"], told.of("consequences")),
        *_under(words["measures"], told.of("measures")),
        *_under(words["advice"], words["advice_text"]),
        *_under(words["contact"], contact or _words()["to_write"]),
        Paragraph(words["closing"]),
        Signatures([words["signature"]]),
    ]
    return _made(vault, breach, "breach.people_letter", words["title"], body.name, blocks)


def register_pdf(vault: Vault) -> bytes:
    """The register of breaches (article 33(5)), the oldest first."""
    words, listed = _words()["register"], breaches.every(vault)[::-1]
    blocks: list[Block] = [Paragraph(words["note"], "small")]
    for n, breach in enumerate(listed, 1):
        told = _Told(breach)
        blocks += [Heading(words["number"].format(n=n, kind=told.of("kind"))), Facts(told.facts(*_REGISTER))]
    if not listed:
        blocks.append(Paragraph(words["none"]))
    vault.note("breach.register", breaches=len(listed))
    return paper.pdf(Document(words["title"], ("it",), blocks, foot=PROJECT))


class _Told:
    """The answers about one breach in words."""

    def __init__(self, breach: Breach) -> None:
        self._breach = breach
        self._words = _words()

    def facts(self, *fields: str) -> list[tuple[str, str]]:
        labels: dict[str, str] = self._words["labels"]
        return [(labels[field], self.of(field)) for field in fields]

    def of(self, field: str) -> str:
        return self._said(field, getattr(self._breach, field)) or str(self._words["to_write"])

    def _said(self, field: str, value: Any) -> str:
        if field == "people":
            if value is None:
                return str(self._words["unknown_people"])
            return str(self._words["people_one" if value == 1 else "people_many"]).format(n=value)
        if field == "data":
            return ", ".join(breaches.DATA[code] for code in value)
        if field in _CHOICES:
            return _CHOICES[field][value] if value else ""
        return _moment(value) if field.endswith("_at") and value else str(value)


_CHOICES = {"kind": breaches.KINDS, "encrypted": breaches.ENCRYPTED, "risk": breaches.RISKS}


def _moment(text: str) -> str:
    at: datetime = breaches.instant(text).astimezone()
    return f"{at:%d/%m/%Y, %H:%M}"


def _under(heading: str, text: str) -> list[Block]:
    return [Heading(heading), Paragraph(text)]


def _facts(body: ManagingBody, fields: Sequence[str]) -> list[tuple[str, str]]:
    labels, empty = _words()["labels"], _words()["to_write"]
    return [(labels[field], getattr(body, "name" if field == "body" else field) or empty) for field in fields]


def _body(vault: Vault, breach: Breach) -> ManagingBody:
    bodies = network.bodies(vault, breach.house)
    if not bodies:
        raise InvalidValue(
            _(
                "Nessun ente gestisce questa casa: la lettera non avrebbe un titolare. Chiedi al coordinamento."
            ),
            "house",
        )
    return bodies[0]


def _made(
    vault: Vault, breach: Breach, action: str, title: str, above: str, blocks: Sequence[Block]
) -> bytes:
    made = paper.pdf(Document(title, ("it",), blocks, above=above, foot=PROJECT, mark=DRAFT))
    vault.note(action, breach=breach.id)
    return made


@cache
def _words() -> dict[str, Any]:
    return tomllib.loads(resources.read_text("documents/breach.toml"))
