"""Everything that happened with one person in one line of time, from every area; read there, copied nowhere."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from millegiorni_desk.areas.accesses import service as accesses
from millegiorni_desk.areas.accesses.service import Visit
from millegiorni_desk.areas.accesses.view import words as access_words
from millegiorni_desk.areas.doti import service as doti
from millegiorni_desk.areas.mediation import service as mediations
from millegiorni_desk.areas.mediation.view import words as mediation_words
from millegiorni_desk.areas.meetings import attendance
from millegiorni_desk.areas.pathways import appointments, hand_overs, notes
from millegiorni_desk.areas.pathways import service as pathways
from millegiorni_desk.areas.pathways.records import HandOver
from millegiorni_desk.areas.people import answers, attachments
from millegiorni_desk.areas.people.languages import language_name
from millegiorni_desk.areas.privacy import consents, notices
from millegiorni_desk.areas.privacy.view.consents_card import answer_words
from millegiorni_desk.areas.referrals import service as referrals
from millegiorni_desk.areas.referrals import wording
from millegiorni_desk.flows import answers_over_time
from millegiorni_desk.language import N_, _
from millegiorni_desk.network import service as network
from millegiorni_desk.ui.dates import day_words, on_day
from millegiorni_desk.ui.parsing import money
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault

_MOST_DOTI = 500
KINDS = (
    ("access", N_("Accessi")),
    ("pathway", N_("Percorsi")),
    ("appointment", N_("Appuntamenti")),
    ("note", N_("Note ed équipe")),
    ("dote", N_("Doti")),
    ("referral", N_("Invii")),
    ("mediation", N_("Mediazioni")),
    ("meeting", N_("Incontri")),
    ("answer", N_("Risposte")),
    ("attachment", N_("Documenti")),
    ("privacy", N_("Informativa e consensi")),
)


@dataclass(frozen=True)
class Event:
    """One thing that happened; ``kind`` is one of :data:`KINDS`, ``warns`` colours ``state``.

    ``reserved`` puts a lock beside it; ``opens`` is the page that it leads to and its
    argument, where that is not *key*'s own.
    """

    kind: str
    key: str
    on: date
    title: str
    detail: str
    state: str = ""
    warns: bool = False
    reserved: bool = False
    opens: tuple[str, str] = ("", "")


def of_person(vault: Vault, person_id: str, today: date) -> list[Event]:
    """Her time line, newest first."""
    events = _accesses(vault, person_id) + _pathways(vault, person_id, today) + _doti(vault, person_id)
    events += _appointments(vault, person_id) + _words(vault, person_id, today)
    events += _referrals(vault, person_id, today) + _mediations(vault, person_id)
    events += _meetings(vault, person_id) + _answers(vault, person_id)
    events += _attachments(vault, person_id) + _privacy(vault, person_id)
    return sorted(events, key=lambda event: event.on, reverse=True)


def _accesses(vault: Vault, person_id: str) -> list[Event]:
    return [_access(vault, visit) for visit in accesses.visits_of(vault, person_id)]


def _access(vault: Vault, visit: Visit) -> Event:
    access = visit.access
    title = _("Accesso con {operator}").format(operator=access.operator) if access.operator else _("Accesso")
    told = (access_words.summary(vault, access), access.notes)
    detail = " · ".join(part for part in told if part)
    state = _("riservato") if visit.reserved else ""
    if visit.reserved and not visit.reserved.readable:
        detail = _("Registrazione riservata: la legge solo chi è stata scelta.")
    return Event(
        "access", access.id, access.on_date, title, detail, state, reserved=visit.reserved is not None
    )


def _pathways(vault: Vault, person_id: str, today: date) -> list[Event]:
    fragility = network.terms(vault, "fragility")
    hers = pathways.of_person(vault, person_id)
    reserved = pathways.reserved(vault, [pathway.id for pathway in hers])
    events = []
    for pathway in hers:
        asked = fragility.get(pathway.main_request, "")
        detail = " · ".join(
            part
            for part in (asked, _("con {case_manager}").format(case_manager=pathway.case_manager))
            if part
        )
        state = (
            _("chiuso {on_day}").format(on_day=on_day(pathway.closed_on, today))
            if pathway.closed_on
            else _("aperto")
        )
        events.append(
            Event(
                "pathway",
                pathway.id,
                pathway.opened_on,
                _("Apertura di un percorso"),
                detail,
                f"{_('riservato')}, {state}" if pathway.id in reserved else state,
                reserved=pathway.id in reserved,
            )
        )
    return events


def _appointments(vault: Vault, person_id: str) -> list[Event]:
    states = network.terms(vault, "appointment_state")
    events = []
    for line in appointments.of_person(vault, person_id):
        one, hidden = line.appointment, line.reserved is not None
        title = _("Appuntamento alle {hour}").format(hour=one.at[11:])
        detail = _("Riservato.") if hidden else " · ".join(part for part in (one.title, one.place) if part)
        state = states.get(one.state, one.state)
        events.append(Event("appointment", one.id, line.day, title, detail, state, reserved=hidden))
    return events


def _words(vault: Vault, person_id: str, today: date) -> list[Event]:
    """Notes, what the team decided, and hand-overs of her pathways; words for case managers, none that is reserved."""
    events = []
    for pathway in pathways.of_person(vault, person_id):
        opens = ("pathway", pathway.id)
        for line in notes.of_pathway(vault, pathway.id):
            note, hidden = line.note, line.reserved is not None
            title = (
                _("Confronto in équipe")
                if note.kind == notes.TEAM
                else _("Nota di {author}").format(author=note.author)
            )
            detail = _("Riservata.") if hidden else ""
            if not hidden and vault.may(Permission.FOLLOW_PATHWAY):
                detail = " · ".join(part for part in (note.words, note.decided) if part)
            events.append(Event("note", note.id, note.on_date, title, detail, reserved=hidden, opens=opens))
        events += [_hand_over(vault, one, opens) for one in hand_overs.of_pathway(vault, pathway.id)]
    return events


def _hand_over(vault: Vault, one: HandOver, opens: tuple[str, str]) -> Event:
    houses = {house.code: house.name for house in network.houses(vault)}
    whom = ", ".join(part for part in (one.to_manager, houses.get(one.to_house, one.to_house)) if part)
    state = network.terms(vault, "hand_over_state").get(one.state, one.state)
    title = _("Passaggio del percorso a {whom}").format(whom=whom)
    return Event("pathway", one.id, one.answered_on or one.on_date, title, "", state, opens=opens)


def _doti(vault: Vault, person_id: str) -> list[Event]:
    expense, state = network.terms(vault, "expense"), network.terms(vault, "dote_state")
    listed = doti.list_doti(vault, doti.DotiFilter(person_id=person_id), limit=_MOST_DOTI)
    return [
        Event(
            "dote",
            dote.id,
            dote.committed_on,
            _("Dote: {expense}, {amount_cents} €").format(
                expense=expense.get(dote.expense, dote.expense), amount_cents=money(dote.amount_cents)
            ),
            " · ".join(part for part in (dote.reason, dote.supplier, dote.receipt) if part),
            state.get(dote.state, dote.state),
        )
        for dote in listed.rows
    ]


def _referrals(vault: Vault, person_id: str, today: date) -> list[Event]:
    states = network.terms(vault, "referral_state")
    events = []
    for line in referrals.of_person(vault, person_id):
        sent = line.referral
        state = states.get(sent.state, sent.state)
        # What came back may say no more than the state at the end of the line.
        repeated = sent.outcome.strip(" .").casefold() == state.casefold()
        told = () if sent.discreet else ("" if repeated else sent.outcome, sent.message)
        events.append(
            Event(
                "referral",
                sent.id,
                sent.on_date,
                _("Inviata a: {where}").format(where=wording.where(vault, line)),
                " · ".join(part for part in told if part),
                state,
                warns=referrals.is_overdue(sent, today),
                reserved=line.reserved is not None,
            )
        )
    return events


def _mediations(vault: Vault, person_id: str) -> list[Event]:
    return [
        Event(
            "mediation",
            line.mediation.id,
            line.mediation.requested_on,
            _("Chiesta una mediatrice"),
            mediation_words.summary(vault, line),
            mediation_words.state(vault, line),
            reserved=line.reserved is not None,
        )
        for line in mediations.of_person(vault, person_id)
    ]


def _meetings(vault: Vault, person_id: str) -> list[Event]:
    """The public meetings that she was at and agreed to have written down."""
    houses = {house.code: house.name for house in network.houses(vault)}
    return [
        Event(
            "meeting",
            one.attendance.id,
            one.on,
            _("Incontro: {title}").format(title=one.meeting.title)
            if one.meeting is not None
            else _("Un incontro che non è ancora arrivato"),
            houses.get(one.meeting.house_code, one.meeting.house_code) if one.meeting is not None else "",
            opens=("meeting", one.attendance.meeting_id),
        )
        for one in attendance.of_person(vault, person_id)
    ]


def _answers(vault: Vault, person_id: str) -> list[Event]:
    """What is written on her card; what she said at an access is in that access."""
    kinds = network.terms(vault, "answer_kind")
    return [
        Event(
            "answer",
            one.id,
            one.on_date,
            f"{kinds.get(one.kind, one.kind)}: {answers_over_time.value_words(vault, one.kind, one.value, one.cents)}",
            one.notes,
        )
        for one in answers.history(vault, person_id)
    ]


def _attachments(vault: Vault, person_id: str) -> list[Event]:
    return [
        Event(
            "attachment",
            one.id,
            one.added_on,
            _("Documento: {name}").format(name=one.notes or one.name),
            one.name if one.notes else "",
        )
        for one in attachments.of_person(vault, person_id)
    ]


def _privacy(vault: Vault, person_id: str) -> list[Event]:
    kinds, said = network.terms(vault, "consent"), answer_words()
    events = [
        Event("privacy", one.id, one.on_date, _("Informativa data"), language_name(one.language))
        for one in notices.given(vault, person_id)
    ]
    return events + [
        Event(
            "privacy",
            one.id,
            one.on_date,
            _("Consenso {answer}").format(answer=said.get(one.answer, one.answer)),
            " · ".join(part for part in (kinds.get(one.kind, one.kind), one.scope) if part),
        )
        for one in consents.history(vault, person_id)
    ]


def follow_up(vault: Vault, person_id: str) -> tuple[str, date] | None:
    """The access whose follow-up is still to be done, and its day: that of her last access, if it asks for one."""
    latest = next(iter(accesses.of_person(vault, person_id)), None)
    if latest is None or latest.follow_up_on is None:
        return None
    return latest.id, latest.follow_up_on


def heading(event: Event, today: date) -> str:
    """The first line of an event."""
    when = day_words(event.on, today)
    return f"{when[:1].upper()}{when[1:]} · {event.title}"
