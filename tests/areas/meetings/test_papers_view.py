"""*Volantini e fogli*: what is shown is what is printed, saved under a plain name, and the calendar goes out and in."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from millegiorni_desk.areas.meetings import calendar_file, service
from millegiorni_desk.areas.meetings.records import Meeting
from millegiorni_desk.areas.meetings.view.papers_page import MeetingPapersPage
from millegiorni_desk.network.desk_contact import desk_contact
from millegiorni_desk.ui.tasks import wait_for_all
from tests.areas.meetings.conftest import planned
from tests.screens import Desk, desk, light, window
from tests.ui.spoken import nameless

__all__ = ["desk", "light", "window"]

MONTH = date.today().replace(day=1) + timedelta(days=70)


@pytest.fixture
def massage(desk: Desk) -> Meeting:
    return service.add(
        desk.vault,
        planned(MONTH, house_code="BAR", second_language="ar", second_title="تدليك الرضيع", expected=3),
    )


def opened(desk: Desk, argument: object = None) -> MeetingPapersPage:
    page = desk.open("meeting-papers", argument)
    assert isinstance(page, MeetingPapersPage)
    drawn(desk, page)
    return page


def drawn(desk: Desk, page: MeetingPapersPage) -> None:
    page.preview.draw()
    desk.bot.waitUntil(lambda: not page.preview._asked or bool(page.preview._sheets), timeout=20_000)
    wait_for_all()
    desk.settle()


def idle(desk: Desk, page: MeetingPapersPage) -> None:
    desk.bot.waitUntil(
        lambda: not page.papers.work.busy and not page.calendar.papers.work.busy, timeout=30_000
    )
    for _ in range(3):
        desk.settle()


def sizes(pdf: bytes) -> list[tuple[int, int]]:
    with pypdfium2.PdfDocument(pdf) as read:
        return [(round(page.get_width() / 72 * 25.4), round(page.get_height() / 72 * 25.4)) for page in read]


def test_a_month_is_a_flyer_and_what_is_chosen_is_what_is_saved(desk: Desk, massage: Meeting) -> None:
    page = opened(desk, f"{MONTH:%Y-%m}")
    choices = page.choices
    assert (choices.paper.value(), choices.month.value(), choices.house.value()) == (
        "flyer", f"{MONTH:%Y-%m}", "BAR",
    )  # fmt: skip
    assert choices.meeting.isHidden() and not choices.crop.isHidden() and choices.marks.isHidden()
    assert not nameless(page)
    kept: list[tuple[bytes, str]] = []
    page.papers.save_with = lambda parent, pdf, name, kind: kept.append((pdf, name))  # type: ignore[func-returns-value]
    choices.sheet.set_value("A4")
    choices.language.set_value("ar")
    choices.contact.set_value("tel. 011 1")
    page.save_button.click()
    idle(desk, page)
    [(pdf, name)] = kept
    assert name == f"volantino-{MONTH:%Y-%m}-A4.pdf" and sizes(pdf) == [(210, 297)]
    assert desk_contact(desk.vault) == "tel. 011 1"
    wanted = choices.wanted()
    assert wanted is not None and wanted.make(desk.vault) == pdf
    choices.language.set_value("bn")
    assert "Un incontro non è scritto in questa lingua" in choices.note.text()
    choices.paper.set_value("bookmark")
    assert choices.crop.isHidden() and choices.sheet.isHidden() and not choices.meeting.isHidden()
    printed: list[bytes] = []
    page.papers.print_with = lambda parent, pdf: bool(printed.append(pdf)) or True
    page.print_button.click()
    idle(desk, page)
    assert sizes(printed[0]) == [(297, 210)]


def test_a_meeting_to_come_is_a_poster_and_one_that_was_a_sheet(desk: Desk, massage: Meeting) -> None:
    page = opened(desk, massage.id)
    assert (page.choices.paper.value(), page.choices.meeting.value()) == ("poster", massage.id)
    wanted = page.choices.wanted()
    assert wanted is not None and sizes(wanted.make(desk.vault)) == [(297, 420)]
    page.choices.paper.set_value("presences")
    wanted = page.choices.wanted()
    assert wanted is not None and wanted.file_name == f"foglio-presenze-{MONTH:%Y-%m}.pdf"
    assert sizes(wanted.make(desk.vault)) == [(210, 297)]
    page.choices.meeting.set_value("")
    assert page.choices.wanted() is None and not page.save_button.isEnabled()
    assert page.choices.note.text() == "Scegli l'incontro."
    page.choices.paper.set_value("flyer")
    assert page.save_button.isEnabled()
    yesterday = service.add(desk.vault, planned(date.today() - timedelta(days=1), house_code="BAR"))
    page = opened(desk, yesterday.id)
    assert page.choices.paper.value() == "presences"


def test_a_change_shows_at_once(desk: Desk, massage: Meeting) -> None:
    page = opened(desk, massage.id)
    service.cancel(desk.vault, massage.id, "sciopero")
    desk.settle()
    assert page.choices.wanted() is None or page.choices.meeting.value() == massage.id
    assert service.meeting(desk.vault, massage.id).state == "cancelled"


def test_the_calendar_goes_out(desk: Desk, massage: Meeting) -> None:
    page = opened(desk, massage.id)
    kept: list[tuple[bytes, str]] = []
    page.calendar.papers.save_with = lambda parent, ics, name, kind: kept.append((ics, name))  # type: ignore[func-returns-value]
    for what, name in (
        ("month", f"incontri-{MONTH:%Y-%m}.ics"),
        ("one", f"incontro-{MONTH:%Y-%m}.ics"),
        ("year", f"incontri-{MONTH:%Y-%m}.ics"),
    ):
        page.calendar.what.set_value(what)
        page.calendar.export_button.click()
        idle(desk, page)
        content, offered = kept.pop()
        assert offered == name and content.count(b"BEGIN:VEVENT") == 1
    page.choices.meeting.set_value("")
    page.calendar.what.set_value("one")
    page.calendar.export()
    assert page.calendar.papers.work.problem is not None


def test_another_calendar_is_seen_before_it_comes_in(desk: Desk, massage: Meeting, tmp_path: Path) -> None:
    content = calendar_file.export_one(desk.vault, massage.id).decode()
    other = content.replace("@millegiorni-desk", "@altrove").replace("Massaggio infantile", "Yoga insieme")
    path = tmp_path / "altro.ics"
    path.write_text(other, encoding="utf-8", newline="")
    page = opened(desk, f"{MONTH:%Y-%m}")
    card = page.calendar
    assert card.seen.isHidden()
    card.read(path)
    idle(desk, page)
    assert not card.seen.isHidden() and card.counted.text().startswith("1 nuovo, ")
    assert [row["title"] for row in map(card.table.model.row, range(card.table.model.rowCount()))] == [
        "Yoga insieme"
    ]
    assert not nameless(page)
    assert QApplication.focusWidget() is card.bring_button
    assert desk.vault.scalar("SELECT count(*) FROM meeting") == 1
    card.leave_button.click()
    assert card.seen.isHidden()
    card.read(path)
    idle(desk, page)
    desk.press(Qt.Key.Key_Return)
    idle(desk, page)
    assert desk.said == "Portato dentro 1 incontro" and card.seen.isHidden()
    assert desk.vault.scalar("SELECT count(*) FROM meeting") == 2
    card.read(path)
    idle(desk, page)
    assert "1 uguale" in card.counted.text() and not card.bring_button.isEnabled()
    path.write_bytes(b"PK")
    card.read(path)
    idle(desk, page)
    assert card.papers.work.problem is not None and card.seen.isHidden()
