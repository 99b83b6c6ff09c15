"""Rows of the register of meetings; partners who are not on the network's list yet are added to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from millegiorni_desk.areas.meetings import bulk
from millegiorni_desk.areas.meetings.checks import MOST_HEADS
from millegiorni_desk.areas.meetings.records import Meeting
from millegiorni_desk.flows.workbooks import cells
from millegiorni_desk.flows.workbooks.columns import COLUMNS, Kind
from millegiorni_desk.flows.workbooks.identity import folded, id_of
from millegiorni_desk.flows.workbooks.register import ToWrite
from millegiorni_desk.language import _
from millegiorni_desk.network import partners
from millegiorni_desk.network.records import Partner
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.records import draft
from millegiorni_desk.vault.vault import Vault

_OF_MEETING = ("on_date", "title", "theme", "adults", "minors", "notes")
_YES_NO = ("estimated", "free")
_HEADS = ("adults", "minors")
_LONGEST_PARTNER = 120
_SHOWN_PARTNERS = 12
_LABELS = {column.key: column.header for column in COLUMNS[Kind.MEETINGS]}


class MeetingRows:
    """Brings in meetings: one whose day has passed was held, whether anybody counted the heads or not."""

    kind = Kind.MEETINGS
    at_once = 2_000
    together = True
    identifying = frozenset({"house", "on_date", "title"})
    permissions = (Permission.IMPORT, Permission.RUN_MEETINGS)

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        self._today = date.today()
        self._partners = {folded(one.name): one.id for one in partners.every(vault)}
        self._new_partners: list[str] = []
        self._brought: set[str] = set()

    def problems(self, values: Mapping[str, Any]) -> list[str]:
        found = []
        if len(values.get("title", "")) > bulk.LONGEST_TITLE:
            found.append(_("Titolo: è troppo lungo, al massimo {n} caratteri.").format(n=bulk.LONGEST_TITLE))
        ahead = values.get("on_date", self._today) > self._today
        for key in _HEADS:
            if values.get(key, 0) > MOST_HEADS:
                found.append(
                    _("{column}: {n} persone sono troppe per un incontro, controlla il numero.").format(
                        column=_LABELS[key], n=values[key]
                    )
                )
            elif ahead and key in values:
                found.append(
                    _(
                        "{column}: l'incontro è il {day:%d/%m/%Y}, che deve ancora venire: lascia vuoto."
                    ).format(column=_LABELS[key], day=values["on_date"])
                )
        if any(len(name) > _LONGEST_PARTNER for name in _names(values)):
            found.append(_("Partner: un nome è troppo lungo. Separa i partner con il punto e virgola."))
        return found

    def identity(self, values: Mapping[str, Any]) -> tuple[Any, ...] | None:
        if any(key not in values for key in ("house", "on_date", "title")):
            return None
        return (values["house"], values["on_date"], folded(values["title"]))

    def existing(self, ids: Sequence[str]) -> Mapping[str, Meeting]:
        return bulk.with_ids(self._vault, ids)

    def person_of(self, record: Meeting) -> str | None:
        return None

    def differences(self, record: Meeting, values: Mapping[str, Any]) -> list[str]:
        said = _fields(values)
        found = [_LABELS[key] for key, value in said.items() if getattr(record, key) != value]
        known = [self._partners.get(folded(name)) for name in _names(values)]
        if any(one is None or one not in record.partners for one in known):
            found.append(_LABELS["partner"])
        return found

    def write(self, rows: Sequence[ToWrite]) -> list[tuple[str, ...]]:
        known = {**self._partners}
        new = self._unknown(rows, known)
        partners.add_many(self._vault, new)
        meetings = [self._meeting(row, known) for row in rows]
        told = [(one.house_code, one.on_date, folded(one.title)) for one in meetings]
        doubled = bulk.same_day(self._vault, told, [*self._brought, *(row.id for row in rows)])
        bulk.add_many(self._vault, meetings)
        # Only now: what a row that is refused brought is taken back with it.
        self._partners = known
        self._new_partners += [one.name for one in new]
        self._brought.update(row.id for row in rows)
        return [_remarks(one, key in doubled) for one, key in zip(meetings, told, strict=True)]

    def _unknown(self, rows: Sequence[ToWrite], known: dict[str, str]) -> list[Partner]:
        """The partners that are not on the list; *known* gets their ids."""
        new = []
        for row in rows:
            for name in _names(row.values):
                if folded(name) not in known:
                    made = Partner(id=partners.free_id(self._vault, _partner_ids(name)), name=name)
                    known[folded(name)] = made.id
                    new.append(made)
        return new

    def _meeting(self, row: ToWrite, known: Mapping[str, str]) -> Meeting:
        fields = _fields(row.values)
        held = fields["on_date"] < self._today or any(key in fields for key in _HEADS)
        ids = [known[folded(name)] for name in _names(row.values)]
        return draft(
            Meeting,
            id=row.id,
            house_code=row.values["house"],
            state="held" if held else "planned",
            partners=list(dict.fromkeys(ids)),
            **fields,
        )

    def closing(self) -> list[str]:
        if not self._new_partners:
            return []
        names = "; ".join(self._new_partners[:_SHOWN_PARTNERS])
        rest = len(self._new_partners) - _SHOWN_PARTNERS
        if rest > 0:
            names += _(" e altri {n}").format(n=rest)
        return [_("Partner nuovi, aggiunti all'elenco della rete: {names}.").format(names=names)]


def _names(values: Mapping[str, Any]) -> list[str]:
    return [" ".join(part.split()) for part in cells.parts(values.get("partner", ""))]


def _partner_ids(name: str) -> Any:
    """The ids that a partner of that name may have, the first one first: the same on every desk."""
    yield id_of("partner", name)
    attempt = 0
    while attempt := attempt + 1:
        yield id_of("partner", name, "again", attempt)


def _fields(values: Mapping[str, Any]) -> dict[str, Any]:
    fields = {key: values[key] for key in _OF_MEETING if key in values}
    fields |= {key: values[key] == "yes" for key in _YES_NO if key in values}
    if not any(key in fields for key in _HEADS):
        # Nobody's heads cannot have been estimated.
        fields.pop("estimated", None)
    return fields


def _remarks(meeting: Meeting, doubled: bool) -> tuple[str, ...]:
    if not doubled:
        return ()
    return (
        _("«{title}» è già nel calendario il {day:%d/%m/%Y}: se è lo stesso incontro, togline uno.").format(
            title=meeting.title, day=meeting.on_date
        ),
    )
