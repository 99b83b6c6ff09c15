"""A house's meetings, written through the services: planned, moved, cancelled, held, and who of the women was there."""

from __future__ import annotations

import uuid
from collections.abc import Mapping

from millegiorni_desk.areas.meetings import service as meetings
from millegiorni_desk.areas.meetings.records import Meeting
from millegiorni_desk.demo.plan import PlannedMeeting
from millegiorni_desk.network import partners
from millegiorni_desk.vault.vault import Vault

_SERIES = uuid.UUID("0c6f36b3-6f0a-4d8f-9a5e-6f2f2f0f4b61")


def hold(vault: Vault, planned: list[PlannedMeeting], people_ids: Mapping[int, str]) -> None:
    """Write a house's meetings of the year."""
    known = {one.name: one.id for one in partners.every(vault)}
    made = [_meeting_of(one, known) for one in planned]
    meetings.add_many(vault, made)
    for one, written in zip(planned, made, strict=True):
        for card in one.attended:
            if card in people_ids:
                meetings.sign(vault, written.id, people_ids[card], one.on_date)


def _meeting_of(one: PlannedMeeting, partner_ids: Mapping[str, str]) -> Meeting:
    return Meeting(
        house_code="",
        title=one.title,
        theme=one.theme,
        on_date=one.on_date,
        starts=one.starts,
        ends=one.ends,
        partners=[partner_ids[name] for name in one.partners],
        free=True,
        for_whom="Mamme, papà e bimbi da 0 a 3 anni",
        expected=one.expected,
        adults=one.adults,
        minors=one.minors,
        estimated=one.estimated,
        state=one.state,
        moved_from=one.moved_from,
        reason=one.reason,
        series=str(uuid.uuid5(_SERIES, one.series)) if one.series else "",
    )
