"""Certificates of attendance as PDF: of one meeting, or of all that someone was at in a period.

Only for who was at what was held. The same content gives the same bytes: the day of issue is given, or written by hand.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from millegiorni_desk.areas.training import hours, listing, presence
from millegiorni_desk.areas.training.hours import Attended
from millegiorni_desk.areas.training.records import StaffMember, Training
from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.language import N_, _
from millegiorni_desk.network import service as network
from millegiorni_desk.paper.typesetting import printable, typeset
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault

# What leaves for other bodies is Italian, whichever language the window speaks.
_PROJECT = "Mille Giorni Insieme"
_SAYS = {
    "training": N_("ha partecipato all'incontro di formazione"),
    "team": N_("ha partecipato all'incontro di équipe"),
}
_SAYS_OTHER = N_("ha partecipato all'incontro")
# The name as the fund prints it, of those whose period meets the meetings'; areas do not import each other.
_FUNDERS = (
    "SELECT DISTINCT COALESCE(NULLIF(d.funder, ''), f.name) AS name FROM fund AS d "
    "LEFT JOIN funder AS f ON f.id = d.funder_id WHERE (d.opens_on IS NULL OR d.opens_on <= :last) "
    "AND (d.closes_on IS NULL OR d.closes_on >= :first) ORDER BY 1"
)


@dataclass(frozen=True)
class Issue:
    """Who issues a certificate, where and when: ``body`` is the code of a managing body.

    What is empty is left to be written by hand.
    """

    body: str = ""
    place: str = ""
    on: date | None = None


def of_training(
    vault: Vault, training_id: str, staff_ids: Collection[str] = (), issue: Issue = Issue()
) -> bytes:
    """A certificate for each of those who were at a meeting, by name, or only for *staff_ids*.

    Raises ``InvalidValue`` where it was not held or nobody of them was there.
    """
    vault.require(Permission.RECORD_TRAINING)
    training = vault.get(Training, training_id)
    if training.voided or training.state != "held":
        raise InvalidValue(_("L'attestato si fa di un incontro che si è tenuto."), "state")
    there = presence.of_training(vault, training_id)
    chosen = [one for one in there if one.member and (not staff_ids or one.staff_id in staff_ids)]
    if not chosen:
        raise InvalidValue(
            _("Nessuna di queste persone risulta presente: segna prima chi c'era."), "staff_id"
        )
    minutes = {one.staff_id: one.minutes for one in hours.attended(vault, training.on_date, training.on_date)
               if one.training_id == training_id}  # fmt: skip
    words = _Words(vault, training.on_date, training.on_date, issue)
    sheets = [
        words.sheet(one.member, _one_meeting(vault, words, training, minutes.get(one.staff_id)))
        for one in chosen
        if one.member
    ]
    return _made(sheets)


def of_period(
    vault: Vault, staff_ids: Sequence[str], first: date, last: date, kind: str = "", issue: Issue = Issue()
) -> bytes:
    """For each of *staff_ids* one certificate of all she was at from *first* to *last*, or of one kind.

    Who was at nothing gets none. Raises ``InvalidValue`` where that is everybody.
    """
    vault.require(Permission.RECORD_TRAINING)
    words = _Words(vault, first, last, issue)
    told: dict[str, list[Attended]] = {}
    for one in hours.attended(vault, first, last):
        if not kind or one.kind == kind:
            told.setdefault(one.staff_id, []).append(one)
    members = [vault.get(StaffMember, one) for one in dict.fromkeys(staff_ids) if one in told]
    if not members:
        raise InvalidValue(_("In questi giorni non c'è un incontro di cui fare l'attestato."), "staff_id")
    members.sort(key=lambda one: (network.fold(one.name), one.id))
    return _made([words.sheet(one, _many_meetings(words, told[one.id], first, last)) for one in members])


def handed_out(vault: Vault, people: int) -> None:
    """Write down that certificates were printed or saved, for so many."""
    vault.require(Permission.RECORD_TRAINING)
    vault.note("training.certificates", people=people)


def funders(vault: Vault, first: date, last: date) -> list[str]:
    """Who gave the money from *first* to *last*, as their funds print it."""
    vault.require(Permission.SEE_PROGRAMME)
    rows = vault.query(_FUNDERS, first=first.isoformat(), last=last.isoformat())
    return [row["name"] for row in rows if row["name"]]


def duration(minutes: int) -> str:
    """``2 ore e 30 minuti``, ``1 ora``, ``45 minuti``."""
    whole, rest = divmod(minutes, 60)
    told = []
    if whole:
        told.append(N_("1 ora") if whole == 1 else N_("{n} ore").format(n=whole))
    if rest:
        told.append(N_("1 minuto") if rest == 1 else N_("{n} minuti").format(n=rest))
    return N_(" e ").join(told) or N_("0 minuti")


class _Words:
    """Codes in words and what all certificates of one file share, read once."""

    def __init__(self, vault: Vault, first: date, last: date, issue: Issue) -> None:
        self._houses = {house.code: house.name for house in network.houses(vault)}
        self._bodies = {body.code: body.name for body in network.bodies(vault)}
        self._kinds = network.terms(vault, "training_kind", italian=True)
        self._issue = issue
        if issue.body:
            network.body(vault, issue.body)
        paying = funders(vault, first, last)
        self._foot = (
            N_("Progetto realizzato con il sostegno di {names}.").format(names=", ".join(paying))
            if paying
            else ""
        )

    def kind(self, code: str) -> str:
        return self._kinds.get(code, code)

    def sheet(self, member: StaffMember, told: dict[str, Any]) -> dict[str, Any]:
        house, body = self._houses.get(member.house_code, ""), self._bodies.get(member.body, "")
        issue = self._issue
        return {
            "project": _PROJECT,
            "name": printable(member.name),
            "about": printable(" · ".join(part for part in (member.role, house, body) if part)),
            "place": printable(", ".join(
                part for part in (issue.place, f"{issue.on:%d/%m/%Y}" if issue.on else "") if part
            )),
            "body": printable(self._bodies.get(issue.body, "")),
            "foot": printable(self._foot),
            **told,
        }  # fmt: skip


def _one_meeting(vault: Vault, words: _Words, training: Training, minutes: int | None) -> dict[str, Any]:
    at = N_("{day}, ore {starts}").format(day=f"{training.on_date:%d/%m/%Y}", starts=training.starts)
    lasted = duration(training.minutes) if training.minutes else ""
    stayed = duration(minutes) if minutes and minutes != training.minutes else ""
    facts = (
        (N_("Che cosa"), "" if training.kind in _SAYS else words.kind(training.kind)),
        (N_("Argomento"), training.topic),
        (N_("Giorno"), at if training.starts else f"{training.on_date:%d/%m/%Y}"),
        (N_("Dove"), training.place),
        (N_("Durata"), lasted),
        (N_("Presenza"), stayed),
        (N_("Docenti"), training.teachers),
        (N_("In collaborazione con"), listing.partner_names(vault, training)),
    )
    return {
        "title": N_("Attestato di partecipazione"),
        "says": _SAYS.get(training.kind, _SAYS_OTHER),
        "about_what": printable(training.title),
        "facts": [[label, printable(value)] for label, value in facts if value],
        "heads": [],
        "rows": [],
    }


def _many_meetings(words: _Words, told: Sequence[Attended], first: date, last: date) -> dict[str, Any]:
    kinds: dict[str, int] = {}
    for one in told:
        kinds[one.kind] = kinds.get(one.kind, 0) + (one.minutes or 0)
    facts = [[words.kind(kind), duration(minutes)] for kind, minutes in sorted(kinds.items()) if minutes]
    whole = sum(kinds.values())
    rows = [
        [
            f"{one.on_date:%d/%m/%Y}",
            words.kind(one.kind),
            one.title,
            duration(one.minutes) if one.minutes else "–",
        ]
        for one in told
    ]
    return {
        "title": N_("Attestato delle ore di formazione"),
        "says": N_("dal {first} al {last} ha partecipato a questi incontri").format(
            first=f"{first:%d/%m/%Y}", last=f"{last:%d/%m/%Y}"
        ),
        "about_what": "",
        "facts": facts if len(facts) > 1 else [],
        "heads": [N_("Giorno"), N_("Tipo"), N_("Incontro"), N_("Durata")],
        "rows": [[printable(text) for text in row] for row in rows]
        + ([["", "", N_("In tutto"), duration(whole)]] if whole else []),
    }


def _made(sheets: Sequence[dict[str, Any]]) -> bytes:
    return typeset("certificate", {"sheets": list(sheets), "author": _PROJECT})
