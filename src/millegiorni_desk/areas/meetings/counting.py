"""Counting at the door, head by head: each press is kept before the next."""

from __future__ import annotations

from datetime import date

from millegiorni_desk.areas.meetings.checks import CANCELLED, HELD, MOST_HEADS, check, owned
from millegiorni_desk.areas.meetings.records import Meeting
from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.language import _
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault

WHO = ("adults", "minors")


def count(vault: Vault, meeting_id: str, who: str, by: int = 1) -> Meeting:
    """*by* more of *who* (one of :data:`WHO`), or fewer; never below none. Whoever is counted is there: it is held.

    It is added to what is kept and not to what a screen shows. Raises ``InvalidValue`` where it cannot be under way.
    """
    vault.require(Permission.RUN_MEETINGS)
    if who not in WHO:
        raise InvalidValue(_("Si contano adulti e minori."), "who")
    with vault.save("meeting.count") as session:
        held = vault.get(Meeting, meeting_id)
        owned(vault, held)
        if held.state == CANCELLED:
            raise InvalidValue(_("È annullato: se si tiene lo stesso, rimettilo prima in programma."))
        if held.on_date > date.today():
            raise InvalidValue(_("È nel futuro: si conta quando si tiene."))
        for each in WHO:
            setattr(held, each, getattr(held, each) or 0)
        setattr(held, who, min(MOST_HEADS, max(0, getattr(held, who) + by)))
        held.state = HELD
        check(vault, held)
        return session.merge(held)
