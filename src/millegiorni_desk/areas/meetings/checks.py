"""What holds of every meeting, whoever writes it: whose it is, its hours, its heads."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date

from millegiorni_desk.areas.meetings.records import Meeting
from millegiorni_desk.areas.people import languages
from millegiorni_desk.errors import InvalidValue, NotAllowed, NotFound
from millegiorni_desk.language import _
from millegiorni_desk.network import partners
from millegiorni_desk.network import service as network
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault

PLANNED, HELD, CANCELLED = "planned", "held", "cancelled"
MOST_HEADS = 9_999
_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d", re.ASCII)
_LINES = ("title", "place", "experts", "for_whom", "booking", "second_title", "reason")


def owned(vault: Vault, meeting: Meeting) -> None:
    """Raise ``NotAllowed`` where *meeting* is another house's: a desk writes its own, the coordination all."""
    if not may_edit(vault, meeting):
        raise NotAllowed(_("Questo incontro è di un'altra casa: si cambia lì, o al coordinamento."))


def may_edit(vault: Vault, meeting: Meeting) -> bool:
    """Whether the user may change *meeting* at this desk."""
    here = vault.house in ("", meeting.house_code) or vault.may(Permission.COORDINATE)
    return here and vault.may(Permission.RUN_MEETINGS)


def check(vault: Vault, meeting: Meeting, partner_ids: Collection[str] | None = None) -> None:
    """Tidy its lines, and raise ``InvalidValue`` naming the field where something cannot be.

    *partner_ids*, where they are known already, are those of every partner.
    """
    for field in _LINES:
        setattr(meeting, field, " ".join(getattr(meeting, field).split()))
    if not meeting.title:
        raise InvalidValue(_("Scrivi come si chiama l'incontro."), "title")
    _check_house(vault, meeting)
    if meeting.theme:
        network.check_codes(vault, "meeting_theme", [meeting.theme], "theme")
    network.check_codes(vault, "meeting_state", [meeting.state], "state")
    _check_hours(meeting)
    _check_languages(meeting)
    if meeting.partners and partner_ids is None:
        partner_ids = {one.id for one in partners.every(vault)}
    if partner_ids is not None and any(one not in partner_ids for one in meeting.partners):
        raise InvalidValue(
            _("Uno dei partner non è più nell'elenco: toglilo o sceglilo di nuovo."), "partners"
        )
    if meeting.expected is not None and not 0 <= meeting.expected <= MOST_HEADS:
        raise InvalidValue(_("Quante persone aspetti: un numero da 0 in su."), "expected")
    _check_heads(meeting)
    if meeting.state == CANCELLED:
        _check_cancelled(vault, meeting)


def _check_cancelled(vault: Vault, meeting: Meeting) -> None:
    if not meeting.reason:
        raise InvalidValue(_("Scrivi perché è annullato: chi telefona lo chiede."), "reason")
    somebody = "SELECT EXISTS (SELECT 1 FROM meeting_attendance WHERE meeting_id = :of AND voided IS 0)"
    if vault.scalar(somebody, of=meeting.id):
        raise InvalidValue(_("Qualcuna è segnata tra chi c'era: toglila prima di annullarlo."))


def _check_house(vault: Vault, meeting: Meeting) -> None:
    if not meeting.house_code:
        raise InvalidValue(_("Scegli la casa che lo tiene."), "house_code")
    try:
        network.house(vault, meeting.house_code)
    except NotFound as error:
        raise InvalidValue(error.message, "house_code") from error


def _check_hours(meeting: Meeting) -> None:
    for field in ("starts", "ends"):
        if (hour := getattr(meeting, field)) and not _TIME.fullmatch(hour):
            raise InvalidValue(_("L'ora si scrive così: 10:30."), field)
    if meeting.ends and not meeting.starts:
        raise InvalidValue(_("Scrivi anche quando comincia."), "starts")
    if meeting.ends and meeting.ends <= meeting.starts:
        raise InvalidValue(_("Finisce prima di cominciare: controlla le due ore."), "ends")


def _check_languages(meeting: Meeting) -> None:
    known = languages.languages() if meeting.languages or meeting.second_language else {}
    if any(code not in known for code in meeting.languages):
        raise InvalidValue(_("Non conosco questa lingua: sceglila dall'elenco."), "languages")
    if meeting.second_language and meeting.second_language not in known:
        raise InvalidValue(_("Non conosco questa lingua: sceglila dall'elenco."), "second_language")
    if (meeting.second_title or meeting.second_description) and not meeting.second_language:
        raise InvalidValue(_("Scegli in che lingua è il secondo titolo."), "second_language")


def _check_heads(meeting: Meeting) -> None:
    for field in ("adults", "minors"):
        heads = getattr(meeting, field)
        if heads is not None and not 0 <= heads <= MOST_HEADS:
            raise InvalidValue(_("Quante persone: un numero da 0 a {most}.").format(most=MOST_HEADS), field)
        if heads is not None and meeting.state != HELD:
            raise InvalidValue(_("Le presenze si scrivono di un incontro che si è tenuto."), field)
    if meeting.state == HELD and meeting.on_date > date.today():
        raise InvalidValue(_("È nel futuro: le presenze si scrivono quando si è tenuto."), "on_date")
