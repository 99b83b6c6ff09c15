"""*Privacy* by keyboard: who is reviewed and kept, the notice published, a breach and its letters, the register."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from millegiorni_desk.app import privacy
from millegiorni_desk.app.person.data_page import PersonDataPage
from millegiorni_desk.app.privacy.breaches import BreachesSection
from millegiorni_desk.app.privacy.notices import NoticesSection
from millegiorni_desk.app.privacy.page import PrivacyPage
from millegiorni_desk.app.privacy.register import RegisterSection
from millegiorni_desk.app.privacy.retention import RetentionSection
from millegiorni_desk.app.today import notices as todays_notices
from millegiorni_desk.areas.accesses import service as accesses
from millegiorni_desk.areas.accesses.records import Access
from millegiorni_desk.areas.privacy import breaches, notices, retention
from millegiorni_desk.areas.privacy.records import Breach
from millegiorni_desk.network import service as network
from millegiorni_desk.network.records import ManagingBody
from millegiorni_desk.ui.tasks import wait_for_all
from millegiorni_desk.vault.permissions import Role
from tests.screens import Desk, desk_of, light, window
from tests.ui.spoken import nameless

__all__ = ["light", "window"]

Make = Callable[..., Desk]
LONG_AGO = date.today() - timedelta(days=4 * 365)


@pytest.fixture
def make(tmp_path: Path, qtbot: QtBot, window: Callable[[QWidget], QWidget]) -> Iterator[Make]:
    made: list[Desk] = []

    def build(house: str, *roles: Role) -> Desk:
        desk = desk_of(tmp_path / f"vault{len(made)}", qtbot, house, roles)
        desk.vault.roles = [Role.COORDINATOR]
        network.add_body(
            desk.vault, ManagingBody(code="BAR", name="Barrito APS", houses=["BAR"], seat="via Tepice 23")
        )
        desk.vault.roles = list(roles)
        privacy.pages(desk.vault, desk.shell)
        desk.shell.resize(1366, 768)
        window(desk.shell)
        made.append(desk)
        return desk

    yield build
    assert wait_for_all()
    for desk in made:
        desk.vault.close()


def opened(desk: Desk, part: str = "") -> PrivacyPage:
    page = desk.open("privacy", part or None)
    assert isinstance(page, PrivacyPage)
    return page


def retention_of(desk: Desk) -> RetentionSection:
    section = opened(desk, "retention").parts.built["retention"]
    assert isinstance(section, RetentionSection)
    desk.bot.waitUntil(lambda: not section.work.busy)
    return section


def came(desk: Desk, name: str, day: date) -> str:
    person = desk.add(name, "Rossi")
    accesses.add(desk.vault, Access(house="BAR", on_date=day, person_id=person.id))
    return person.id


def test_who_has_not_come_for_years_is_kept_with_a_reason_and_comes_back_with_undo(make: Make) -> None:
    desk = make("BAR", Role.CASE_MANAGER)
    old = came(desk, "Anna", LONG_AGO)
    came(desk, "Bea", date.today())
    section = retention_of(desk)
    assert "Chi è passata dallo sportello (1)" in [chip.words for chip in section.category.chips]
    assert section.table.current()["id"] == old
    section.keep_button.setFocus()
    desk.press(Qt.Key.Key_Space)
    desk.type("percorso da riaprire")
    desk.press(Qt.Key.Key_Return)
    section.keep()
    desk.bot.waitUntil(lambda: not section.work.busy and section.table.model.rowCount() == 0)
    assert desk.said == "Dati tenuti"
    assert section.keeping.isHidden()
    desk.shell.toast.undo_last()
    desk.bot.waitUntil(lambda: not section.work.busy and section.table.model.rowCount() == 1)


def test_a_kept_record_needs_its_reason(make: Make) -> None:
    desk = make("BAR", Role.CASE_MANAGER)
    came(desk, "Anna", LONG_AGO)
    section = retention_of(desk)
    section.ask_to_keep()
    section.keep()
    assert "perché" in section.form.fields["reason"].problem
    section.form.set_values({"reason": "serve", "until": ""})
    section.keep()
    assert section.form.fields["until"].problem


def test_erasing_goes_through_her_data_page(make: Make) -> None:
    desk = make("BAR", Role.CASE_MANAGER)
    old = came(desk, "Anna", LONG_AGO)
    section = retention_of(desk)
    section.erase_button.click()
    assert desk.shell.shown == "person-data"
    page = desk.shell.built("person-data")
    assert isinstance(page, PersonDataPage) and page.state[0] == "Anna Rossi" and old


def test_the_coordination_changes_a_rule_for_every_house(make: Make) -> None:
    desk = make("", Role.COORDINATOR)
    section = retention_of(desk)
    rules = section.rules
    rules.category.set_value("accesses")
    rules.form.set_values({"months": 24, "basis": "deciso col DPO"})
    rules.save_button.setFocus()
    desk.press(Qt.Key.Key_Space)
    assert {one.code: one.months for one in retention.rules(desk.vault)}["accesses"] == 24
    desk.shell.toast.undo_last()
    assert {one.code: one.months for one in retention.rules(desk.vault)}["accesses"] == 36
    desk.bot.waitUntil(lambda: not section.work.busy)


def test_a_house_reads_the_rules_and_changes_none(make: Make) -> None:
    section = retention_of(make("BAR", Role.CASE_MANAGER))
    assert section.rules.form.isHidden()
    told = [line.text() for line in section.rules.lines.findChildren(QLabel) if line.isVisibleTo(section)]
    assert len(told) == 4, "each is a paragraph, which is told from the next where lines wrap"
    assert all("dall'ultimo contatto" in line and line.endswith(".") and ".." not in line for line in told)


def test_a_new_version_of_the_notice_is_written_and_published(make: Make) -> None:
    desk = make("", Role.COORDINATOR)
    section = opened(desk, "notices").parts.built["notices"]
    assert isinstance(section, NoticesSection) and section.editor is not None
    assert "BOZZA" in section.standing.sentence
    editor = section.editor
    editor.body_field.set_value("## Chi\n{body}")
    editor.language.set_value("fr")
    assert editor.title_field.value() == notices.shipped("fr").title
    editor.body_field.set_value("di {chiunque}")
    editor.language.set_value("it")
    proofs: list[str] = []
    editor.papers.save_with = lambda _, made, name, kind: proofs.append(name)
    editor.proof_button.click()
    desk.bot.waitUntil(lambda: proofs == ["bozza-informativa-it.pdf"])
    editor.publish_button.setFocus()
    desk.press(Qt.Key.Key_Space)
    assert editor.language.value() == "fr" and "chiunque" in editor.body_field.problem
    assert notices.published(desk.vault) == []
    editor.body_field.set_value("")
    editor.title_field.set_value("")
    editor.publish_button.click()
    texts = {one.language: one.body for one in notices.published(desk.vault)}
    assert texts["it"] == "## Chi\n{body}" and set(texts) == set(notices.LANGUAGES) - {"fr"}
    desk.settle()
    assert section.standing.sentence.startswith("Versione 2")


def test_copies_of_the_notice_are_printed_for_the_drawer(make: Make) -> None:
    desk = make("BAR", Role.OPERATOR)
    section = opened(desk, "notices").parts.built["notices"]
    assert isinstance(section, NoticesSection) and section.editor is None
    sheets: list[bytes] = []
    section.papers.print_with = lambda _, pdf: not sheets.append(pdf)
    section.language.set_value("bn")
    section.print_button.setFocus()
    desk.press(Qt.Key.Key_Space)
    desk.bot.waitUntil(lambda: len(sheets) == 1)
    assert sheets[0].startswith(b"%PDF")


def breaches_of(desk: Desk) -> BreachesSection:
    section = opened(desk, "breaches").parts.built["breaches"]
    assert isinstance(section, BreachesSection)
    return section


def test_a_breach_is_written_judged_told_and_closed(make: Make, tmp_path: Path) -> None:
    desk = make("", Role.COORDINATOR)
    section = breaches_of(desk)
    assert section.reporting.isHidden()
    section.new_button.setFocus()
    desk.press(Qt.Key.Key_Space)
    section.form.set_values({"kind": "stolen", "encrypted": "no", "data": ("health",), "people": 12})
    section.report_button.setFocus()
    desk.press(Qt.Key.Key_Space)
    assert section.form.fields["house"].problem
    section.form.set_values({"house": "BAR"})
    section.report()
    assert "che cosa è successo" in section.form.fields["what"].problem
    section.form.fields["what"].setFocus()
    desk.type("portatile rubato")
    section.report()
    (breach,) = breaches.every(desk.vault)
    card = section.breach
    assert section.reporting.isHidden()
    assert not card.isHidden() and "71 ore" in card.clock.sentence and "alto" in card.proposed.text()
    card.form.set_values({"risk": "high", "measures": "frasi segrete cambiate"})
    card.close_button.click()
    assert "Garante" in card.form.fields["authority_told_at"].problem
    card.papers.save_with = lambda _, made, name, kind: write(tmp_path / name, made)
    for button, name in (
        (card.authority_button, "notifica-garante.pdf"),
        (card.people_button, "comunicazione-persone.pdf"),
    ):
        button.click()
        desk.bot.waitUntil(lambda name=name: (tmp_path / name).exists() and not card.papers.work.busy)
    today = date.today()
    card.form.set_values({"authority_told_at": today, "authority_time": "0:00"})
    card.form.set_values({"people_told_at": today, "people_time": "0:00"})
    card.close_button.setFocus()
    desk.press(Qt.Key.Key_Space)
    (breach,) = breaches.every(desk.vault)
    assert breach.closed_at and card.clock.sentence.startswith("Chiusa")
    assert desk.said == "Violazione chiusa"
    desk.shell.toast.undo_last()
    assert not breaches.every(desk.vault)[0].closed_at


def test_a_breach_that_presses_is_told_on_the_first_page_and_opened_first(make: Make) -> None:
    desk = make("", Role.COORDINATOR)
    at = datetime.now(UTC) - timedelta(hours=50, minutes=30)
    breaches.report(
        desk.vault, Breach(house="BAR", found_at=f"{at:%Y-%m-%dT%H:%M:%SZ}", what="chiavetta persa")
    )
    (told,) = [one for one in todays_notices.notices(desk.vault) if one.page == "privacy"]
    assert "restano 21 ore" in told.sentence and told.kind == "warning"
    assert opened(desk).parts.here == "breaches"
    desk.vault.roles = [Role.OPERATOR]
    assert not [one for one in todays_notices.notices(desk.vault) if one.page == "privacy"]


def write(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def test_an_operator_writes_down_a_breach_and_sees_no_register(make: Make) -> None:
    desk = make("BAR", Role.OPERATOR)
    page = opened(desk)
    assert list(page.parts.entries) == ["notices", "breaches"]
    section = breaches_of(desk)
    assert section.listed is None
    section.form.set_values({"what": "foglio lasciato sul tavolo", "found_time": "25:90"})
    section.report()
    assert "14:30" in section.form.fields["found_at"].problem
    section.form.set_values({"found_time": ""})
    section.form.set_values({"found_at": date.today() - timedelta(days=1)})
    section.report()
    assert desk.said == "Scritta: avvisa subito chi coordina"
    assert desk.vault.scalar("SELECT count(*) FROM breach") == 1


def test_the_register_of_processing_is_made_for_each_body(make: Make, tmp_path: Path) -> None:
    desk = make("", Role.COORDINATOR)
    section = opened(desk, "register").parts.built["register"]
    assert isinstance(section, RegisterSection)
    section.contact.setFocus()
    desk.type("privacy@barrito.example")
    section.save_button.click()
    assert network.body(desk.vault, "BAR").privacy_contact == "privacy@barrito.example"
    desk.shell.toast.undo_last()
    assert network.body(desk.vault, "BAR").privacy_contact == ""


@pytest.mark.parametrize("part", ["retention", "notices", "breaches", "register"])
def test_every_control_has_a_spoken_name(make: Make, part: str) -> None:
    desk = make("", Role.COORDINATOR)
    page = opened(desk, part)
    if part == "retention":
        retention_of(desk).ask_to_keep()
    assert nameless(page) == []
