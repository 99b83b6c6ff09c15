"""The slip that she carries to a service: where, when, what to bring, and the code by which the answer comes back.

It stands in her language beside Italian. No telephone number of hers is ever on it, nor what she needs; a discreet
slip does not tell which service it is for either: whoever finds it reads an address and an hour.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from millegiorni_desk import resources
from millegiorni_desk.areas.people.contact import why_no_paper
from millegiorni_desk.areas.people.languages import italian_language_name
from millegiorni_desk.areas.people.records import Person
from millegiorni_desk.areas.people.said import Said
from millegiorni_desk.areas.referrals import codes, service
from millegiorni_desk.areas.referrals.service import Line
from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.network import service as network
from millegiorni_desk.paper.document import (
    Block,
    Code,
    Document,
    Facts,
    Heading,
    Paragraph,
    Words,
    pdf,
)
from millegiorni_desk.paper.scripts import LANGUAGES
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault

ITALIAN = "it"


@dataclass(frozen=True)
class Texts:
    """The fixed words of a slip in one language; ``reviewed``: someone who speaks it has read them."""

    language: str
    reviewed: bool
    words: dict[str, str]
    bring: dict[str, str]


@cache
def texts(language: str) -> Texts:
    """The words in one of the languages of papers."""
    held = tomllib.loads(resources.read_text(f"slips/{language}.toml"))
    return Texts(language, bool(held["reviewed"]), held["words"], held["bring"])


def language_for(referral_language: str) -> str:
    """The language that a slip can be printed in: hers, or Italian alone where the words are not there."""
    return referral_language if referral_language in LANGUAGES else ITALIAN


def why_not(line: Line) -> str:
    """Why no slip may be printed for her, in words; nothing where it may."""
    return why_no_paper(line.person) if line.person is not None else ""


def slip(
    vault: Vault,
    line: Line,
    language: str,
    *,
    discreet: bool = False,
    bring: Sequence[str] = (),
    contact: str = "",
) -> bytes:
    """The PDF, one A4 page, in *language* beside Italian. *bring* are codes of ``bring``.

    A referral that must be discreet is, whatever *discreet* says. Raises ``InvalidValue`` where her rule allows no
    paper.
    """
    vault.require(Permission.REFER)
    return pdf(slip_document(vault, line, language, discreet=discreet, bring=bring, contact=contact))


def slip_document(
    vault: Vault,
    line: Line,
    language: str,
    *,
    discreet: bool = False,
    bring: Sequence[str] = (),
    contact: str = "",
) -> Document:
    """What the slip says."""
    if refused := why_not(line):
        raise InvalidValue(refused)
    said = _Said([texts(code) for code in dict.fromkeys((ITALIAN, language_for(language)))])
    hidden = discreet or service.always_discreet(line)
    house = network.house(vault, line.referral.house)
    labels = network.terms(vault, "bring", italian=True)
    blocks: list[Block] = [
        Paragraph(said("intro")),
        Facts([(said(word), said.everywhere(value)) for word, value in _facts(line, hidden) if value]),
    ]
    if bring:
        blocks += [Heading(said("bring")), Paragraph(said.listed(bring, labels))]
    blocks += [
        Code(said("code"), codes.shown(line.referral.code), qr=True),
        Paragraph(said("code_help"), "small"),
        Facts(
            [
                (said(word), said.everywhere(value))
                for word, value in (
                    ("desk", ", ".join(part for part in (house.name, house.address) if part)),
                    ("by", f"{line.referral.referred_by}, {line.referral.on_date:%d/%m/%Y}"),
                    ("contact", contact),
                )
                if value
            ]
        ),
    ]
    return Document(
        said("title"),
        said.languages,
        blocks,
        above=house.name,
        foot=said.drafts,
        mark=said.mark,
    )


def _facts(line: Line, hidden: bool) -> Iterator[tuple[str, str]]:
    """Label and value of everything that tells her the way, in order; nothing that tells others why."""
    to, referral = line.service, line.referral
    if not hidden:
        yield "name", _name(line.person)
        yield "where", to.name if to else ""
    yield "address", ", ".join(part for part in (to.address, to.quarter) if part) if to else ""
    yield "appointment", referral.appointment
    yield "hours", to.hours if to else ""
    if to is not None and not hidden:
        yield "phone", to.phone
        yield "ask_for", to.contact
        yield "how_to_book", to.how_to_book
        yield "languages", ", ".join(italian_language_name(code) for code in to.languages)


def _name(person: Person | None) -> str:
    return f"{person.name} {person.surname}".strip() if person is not None else ""


class _Said(Said[Texts]):
    """The words of a slip, in each of its languages."""

    def listed(self, bring: Sequence[str], labels: dict[str, str]) -> Words:
        """What to bring, a line each; a word that the coordination added is in Italian only."""
        return {
            one.language: "\n".join(f"• {one.bring.get(code) or labels.get(code, code)}" for code in bring)
            for one in self.spoken
        }
