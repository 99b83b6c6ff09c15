"""Every list that a screen asks for is read along an index: with a million rows it must not go through them."""

import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from millegiorni_desk.areas.accesses import service as accesses
from millegiorni_desk.areas.accesses.records import Access
from millegiorni_desk.areas.coordination import deadlines, decisions, supervision
from millegiorni_desk.areas.doti import approvals, checks, expense_documents, shares
from millegiorni_desk.areas.doti import service as doti
from millegiorni_desk.areas.meetings import attendance, calendar_file, calendar_import, listing, series
from millegiorni_desk.areas.meetings import bulk as meetings_bulk
from millegiorni_desk.areas.meetings.calendar_reading import read as read_calendar
from millegiorni_desk.areas.outreach import evidence, materials, named, posts
from millegiorni_desk.areas.pathways import appointments, board, hand_overs, hours
from millegiorni_desk.areas.pathways import notes as pathway_notes
from millegiorni_desk.areas.pathways import service as pathways
from millegiorni_desk.areas.pathways.records import Pathway
from millegiorni_desk.areas.people import answers, attachments, household, phones
from millegiorni_desk.areas.people import service as people
from millegiorni_desk.areas.people.records import Person
from millegiorni_desk.areas.questions import answers as questions
from millegiorni_desk.areas.referrals import service as referrals
from millegiorni_desk.areas.referrals.records import Referral
from millegiorni_desk.areas.training import agreements as training_agreements
from millegiorni_desk.areas.training import hours as training_hours
from millegiorni_desk.areas.training import presence as training_presence
from millegiorni_desk.areas.training import service as training
from millegiorni_desk.areas.training.records import Training
from millegiorni_desk.flows import answers_over_time
from millegiorni_desk.flows.desk import SCHEMA
from millegiorni_desk.network.records import House
from millegiorni_desk.vault.opening import FirstUser, Place, create_vault
from millegiorni_desk.vault.permissions import Role
from millegiorni_desk.vault.vault import Vault

DAY = date(2025, 11, 3)
CODE: list[str] = []
TRAINING: list[str] = []
CALENDAR = read_calendar(
    b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1@millegiorni-desk\nDTSTART:20251103\nRRULE:FREQ=WEEKLY;COUNT=3\n"
    b"END:VEVENT\nBEGIN:VEVENT\nUID:2@millegiorni-desk\nDTSTART:20251103\nEND:VEVENT\nEND:VCALENDAR",
    DAY,
)
WHOLE = re.compile(
    r"SCAN (a|b|d|p|access|person|pathway|dote|ledger_entry|referral|phone|relative|person_answer|attachment|child|"
    r"expense_document|dote_approval|shown|given|"
    r"g|s|i|w|n|t|goal|goal_step|intervention|wellbeing|appointment|pathway_note|training|training_presence|"
    r"material|material_delivery|post|meeting|meeting_attendance|evidence_part|"
    r"deadline|project_decision|supervision_note|question_answer)\b"
    r"(?! USING (COVERING )?INDEX)"
)

ASKED: dict[str, Callable[[Vault], object]] = {
    "accesses": lambda vault: accesses.page(vault, 100, 50),
    "accesses of a day": lambda vault: accesses.page(vault, 0, 50, DAY),
    "how many accesses": accesses.count,
    "how many accesses in a day": lambda vault: accesses.count(vault, DAY),
    "accesses of a person": lambda vault: accesses.of_person(vault, "1"),
    "last visits": lambda vault: accesses.last_visits(vault, ["1", "2"]),
    "the day before": lambda vault: accesses.neighbour_day(vault, DAY, later=False),
    "recent people": accesses.recent_people,
    "follow-ups": lambda vault: accesses.follow_ups(vault, DAY),
    "people": lambda vault: people.page(vault, 100, 50),
    "how many people": people.count,
    "other phones of a person": lambda vault: phones.of_person(vault, "1"),
    "what a person answered": lambda vault: answers.history(vault, "1"),
    "what a person answered about one thing": lambda vault: answers.history(vault, "1", "work"),
    "documents of a person": lambda vault: attachments.of_person(vault, "1"),
    "a household": lambda vault: household.household(vault, people.page(vault, 0, 1)[0].id),
    "answers of cards and accesses": lambda vault: answers_over_time.history(vault, "1"),
    "pathways": lambda vault: pathways.page(vault, 100, 50),
    "open pathways": lambda vault: pathways.page(vault, 0, 50, open_only=True),
    "somebody's pathways": lambda vault: pathways.page(vault, 0, 50, open_only=True, case_manager="Lucia"),
    "how many of somebody's": lambda vault: pathways.count(vault, open_only=True, case_manager="Lucia"),
    "what is due": lambda vault: board.due(vault, DAY, 50),
    "what is due for somebody": lambda vault: board.due(vault, DAY, 50, "Lucia"),
    "late goals": lambda vault: board.stuck(vault, DAY, 50),
    "silent pathways": lambda vault: board.silent(vault, DAY, 50),
    "somebody's silent pathways": lambda vault: board.silent(vault, DAY, 50, "Lucia"),
    "reminders of today": lambda vault: appointments.reminders_due(vault, DAY, 50),
    "appointments of these days": lambda vault: appointments.ahead(vault, DAY, 50),
    "appointments of a pathway": lambda vault: appointments.of_pathway(vault, "1"),
    "appointments of a person": lambda vault: appointments.of_person(vault, "1"),
    "notes of a pathway": lambda vault: pathway_notes.of_pathway(vault, "1"),
    "hand-overs of a pathway": lambda vault: hand_overs.of_pathway(vault, "1"),
    "hours of the professions": lambda vault: hours.by_month(vault, DAY, DAY),
    "training": lambda vault: training.page(vault, 100, 50),
    "training of a kind": lambda vault: training.page(vault, 0, 50, training.Wanted("team", DAY, DAY)),
    "how many trainings": training.count,
    "a training": lambda vault: training.line(vault, TRAINING[0]),
    "who was at a training": lambda vault: training.of_training(vault, "1"),
    "the training before": lambda vault: training_presence.last_time(vault, TRAINING[0]),
    "training hours of a year": lambda vault: training_hours.by_person(vault, DAY, DAY),
    "trainings of a year": lambda vault: training_hours.by_meeting(vault, DAY, DAY),
    "training of somebody": lambda vault: training_hours.attended(vault, DAY, DAY, "1"),
    "figures of training": lambda vault: training_hours.figures(vault, DAY, DAY),
    "agreements that end": lambda vault: training_agreements.ending(vault, DAY),
    "her only open pathway": lambda vault: pathways.only_open(vault, "1"),
    "pathways of a person": lambda vault: pathways.of_person(vault, "1"),
    "open referrals": lambda vault: referrals.page(vault, 100, 50),
    "every referral": lambda vault: referrals.page(vault, 100, 50, open_only=False),
    "how many referrals": lambda vault: referrals.count(vault, open_only=False),
    "how many open referrals": referrals.count,
    "how many overdue referrals": lambda vault: referrals.count_overdue(vault, DAY),
    "referrals of a person": lambda vault: referrals.of_person(vault, "1"),
    "referrals of an access": lambda vault: referrals.of_access(vault, "1"),
    "what was answered about an access": lambda vault: questions.of(vault, "access", "1"),
    "what was answered about several": lambda vault: questions.of_many(vault, "access", ["1", "2"]),
    "a referral by its code": lambda vault: referrals.by_code(vault, CODE[0]),
    "outcomes of a year": lambda vault: referrals.outcomes(vault, DAY, DAY),
    "doti": lambda vault: doti.list_doti(vault, offset=100),
    "doti of a person": lambda vault: doti.list_doti(vault, doti.DotiFilter(person_id="1")),
    "doti of a pathway": lambda vault: doti.list_doti(vault, doti.DotiFilter(pathway_id="1")),
    "what a dote moved": lambda vault: doti.money_of(vault, "1"),
    "an envelope": lambda vault: doti.envelope(vault, "BAR", "line"),
    "what a device may spend": lambda vault: shares.room(vault, "BAR", "line"),
    "what a woman has of a line": lambda vault: checks.received(vault, "1", "line"),
    "where a bill was presented": lambda vault: checks.same_document(vault, "F 1", "Iren", "BAR"),
    "documents of a dote": lambda vault: expense_documents.of_dote(vault, "1"),
    "answers about a dote": lambda vault: approvals.history(vault, "1"),
    "materials of a year": lambda vault: materials.page(vault, 100, 50, named.year(2025)),
    "how many materials": lambda vault: materials.count(vault, named.year(2025)),
    "where copies went": lambda vault: materials.deliveries(vault, "1"),
    "posts of a year": lambda vault: posts.page(vault, 100, 50, named.year(2025)),
    "meetings near a day": lambda vault: named.meetings_near(vault, DAY),
    "what files are about": lambda vault: named.subjects(vault, ["1", "2"]),
    "how many files about something": lambda vault: evidence.counts(vault, ["1", "2"]),
    "meetings of a day": lambda vault: meetings_bulk.same_day(vault, [("BAR", DAY, "x")], []),
    "when meetings were last written to": lambda vault: calendar_file.changed_at(vault, ["1", "2"]),
    "what a calendar may know of": lambda vault: calendar_import.compare(vault, "BAR", CALENDAR, DAY),
    "meetings by their ids": lambda vault: meetings_bulk.with_ids(vault, ["1", "2"]),
    "whether there is a meeting": listing.any_yet,
    "meetings of a month": lambda vault: listing.between(vault, DAY, DAY),
    "meetings of a house in a month": lambda vault: listing.between(vault, DAY, DAY, "BAR", "play"),
    "meetings ahead": lambda vault: listing.page(vault, 100, 50, since=DAY),
    "meetings of a house behind": lambda vault: listing.page(vault, 100, 50, until=DAY, house="BAR"),
    "every meeting": lambda vault: listing.page(vault, 100, 50),
    "how many meetings": listing.count,
    "how many meetings ahead": lambda vault: listing.count(vault, since=DAY, house="BAR"),
    "what a house does next": lambda vault: listing.next_of(vault, "BAR", DAY, 5),
    "meetings that lack their heads": lambda vault: listing.to_complete(vault, "BAR", DAY, 50),
    "how many lack their heads": lambda vault: listing.count_to_complete(vault, "", DAY),
    "what a month came to": lambda vault: listing.totals(vault, DAY, DAY, "BAR"),
    "a series": lambda vault: series.of(vault, "1"),
    "who was at a meeting": lambda vault: attendance.present(vault, "1"),
    "meetings of a person": lambda vault: attendance.of_person(vault, "1"),
    "deadlines": lambda vault: deadlines.page(vault, 100, 50),
    "deadlines to bring up": lambda vault: deadlines.due(vault, DAY, 5),
    "decisions": lambda vault: decisions.page(vault, 100, 50),
    "notes of supervision": lambda vault: supervision.page(vault, 100, 50),
    "notes to answer": lambda vault: supervision.to_answer(vault, 5),
    "what proves a record": lambda vault: attachments.about(vault, "1"),
}


@pytest.fixture(scope="module")
def vault(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Vault]:
    lucia = FirstUser("lucia", "Lucia", (Role.CASE_MANAGER, Role.COORDINATOR), "cinque parole a caso qui")
    folder: Path = tmp_path_factory.mktemp("plans") / "barrito"
    made, _ = create_vault(folder, SCHEMA, Place("BAR", 2), lucia)
    with made:
        with made.save("house.add") as session:
            session.add(House(code="BAR", name="Barrito"))
        woman = people.add(made, Person(house="", surname="El Amrani", name="Fatima"))
        accesses.add(made, Access(house="", on_date=DAY, person_id=woman.id))
        pathways.open_pathway(made, Pathway(house="", person_id=woman.id, opened_on=DAY))
        sent = Referral(house="", person_id=woman.id, kind="asl", code="", on_date=DAY)
        TRAINING.append(training.add(made, Training(on_date=DAY, kind="team", title="Équipe")).id)
        CODE.append(referrals.refer(made, sent).code)
        yield made


@pytest.mark.parametrize("what", ASKED)
def test_it_is_read_along_an_index(vault: Vault, what: str) -> None:
    asked = _asked(vault, what)
    assert asked
    for sql in asked:
        plan = _plan(vault, sql)
        assert not WHOLE.search("\n".join(plan)), (sql, plan)


@pytest.mark.parametrize(
    "what",
    [
        "accesses",
        "accesses of a day",
        "people",
        "pathways",
        "open pathways",
        "doti",
        "training",
        "open referrals",
        "every referral",
        "materials of a year",
        "posts of a year",
        "meetings ahead",
        "every meeting",
        "deadlines",
        "decisions",
        "notes of supervision",
    ],
)
def test_a_page_is_found_without_sorting_all_of_it(vault: Vault, what: str) -> None:
    paged = [sql for sql in _asked(vault, what) if re.search(r"\bLIMIT \S+ OFFSET\b", sql)]
    assert paged
    for sql in paged:
        plan = _plan(vault, sql)
        assert not any("ORDER BY" in step for step in plan), (sql, plan)


def _asked(vault: Vault, what: str) -> list[str]:
    """Every SELECT that *what* sends to the database, with its values in it."""
    seen: list[str] = []
    # Within a save everything is asked of one connection.
    with vault.save("test"), vault.connection() as raw:
        raw.set_trace_callback(seen.append)
        try:
            ASKED[what](vault)
        finally:
            raw.set_trace_callback(None)
    return [sql for sql in seen if sql.lstrip().upper().startswith(("SELECT", "WITH"))]


def _plan(vault: Vault, sql: str) -> list[str]:
    with vault.connection() as raw:
        return [row[3] for row in raw.execute(f"EXPLAIN QUERY PLAN {sql}")]
