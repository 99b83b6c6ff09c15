"""*I suoi dati*: notice, consents, the copy, and erasing her by keyboard."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

from PySide6.QtCore import Qt

from millegiorni_desk.app.person.data_page import PersonDataPage
from millegiorni_desk.areas.accesses import service as accesses
from millegiorni_desk.areas.accesses.records import Access
from millegiorni_desk.areas.people import service as people
from millegiorni_desk.areas.people.records import Attachment, AttachmentPart, Person
from millegiorni_desk.areas.privacy import consents, notices
from millegiorni_desk.flows import copies
from millegiorni_desk.network import service as network
from millegiorni_desk.network.records import ManagingBody
from millegiorni_desk.vault.permissions import Role
from tests.screens import Desk, desk
from tests.ui.spoken import nameless

__all__ = ["desk"]


def opened(desk: Desk, person: Person) -> PersonDataPage:
    page = desk.open("person-data", person.id)
    assert isinstance(page, PersonDataPage)
    return page


def with_body(desk: Desk) -> None:
    """Someone answers for the data of the house."""
    desk.vault.roles = [Role.COORDINATOR]
    network.add_body(
        desk.vault, ManagingBody(code="BAR", name="Barrito APS", houses=["BAR"], seat="via Tepice 23")
    )


def write(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def test_the_notice_is_asked_for_in_her_language_and_written_down(desk: Desk) -> None:
    joy = desk.add("Joy", "Osas", language="ar")
    page = opened(desk, joy)
    assert page.notice.standing.sentence == "Non l'ha ancora avuta."
    assert page.notice.form.values()["language"] == "ar"
    page.notice.button.click()
    assert page.notice.standing.sentence == "Ha avuto l'informativa in vigore."
    assert [one.language for one in notices.given(desk.vault, joy.id)] == ["ar"]
    assert "arabo" in page.notice.history.text()


def test_the_text_can_be_read_with_the_names_of_the_body(desk: Desk) -> None:
    with_body(desk)
    page = opened(desk, desk.add("Joy", "Osas"))
    page.notice.read_button.click()
    assert "Barrito APS" in page.notice.words.text() and page.notice.words.text().startswith("BOZZA")
    parts = page.notice.words.text().split("\n\n")
    assert parts[1:3][0] == "Come trattiamo i tuoi dati" and parts[2].startswith("Chi è responsabile\n")
    assert parts[3].startswith("Quali dati\n") and len(parts) > 8
    assert not page.notice.text.isHidden()


def test_printing_it_writes_it_down_and_giving_up_at_the_printer_does_not(desk: Desk) -> None:
    with_body(desk)
    joy = desk.add("Joy", "Osas", language="zh")
    page = opened(desk, joy)
    sheets: list[bytes] = []
    page.notice.papers.print_with = lambda _, pdf: bool(sheets.append(pdf)) or len(sheets) > 1
    page.notice.print_button.click()
    desk.bot.waitUntil(lambda: len(sheets) == 1)
    assert notices.given(desk.vault, joy.id) == []
    page.notice.print_button.setFocus()
    desk.press(Qt.Key.Key_Space)
    desk.bot.waitUntil(lambda: bool(notices.given(desk.vault, joy.id)))
    (given,) = notices.given(desk.vault, joy.id)
    assert (given.language, given.how, given.on_date) == ("zh", "printed", date.today())
    assert desk.said == "Informativa segnata" and sheets[1].startswith(b"%PDF")


def test_the_notice_is_saved_where_the_user_says_and_not_written_down(desk: Desk, tmp_path: Path) -> None:
    with_body(desk)
    joy = desk.add("Joy", "Osas", language="ar")
    page = opened(desk, joy)
    page.notice.papers.save_with = lambda _, made, name, kind: write(tmp_path / name, made)
    page.notice.save_button.click()
    desk.bot.waitUntil(lambda: page.notice.papers.saved is not None)
    assert (tmp_path / "informativa-ar.pdf").read_bytes().startswith(b"%PDF")
    assert notices.given(desk.vault, joy.id) == []


def test_where_two_bodies_run_a_house_the_notice_says_which_one_answers(desk: Desk) -> None:
    with_body(desk)
    joy = desk.add("Joy", "Osas")
    assert opened(desk, joy).notice.answering.isHidden()
    network.add_body(desk.vault, ManagingBody(code="BIS", name="Zeta Onlus", houses=["BAR"]))
    page = opened(desk, joy)
    assert not page.notice.answering.isHidden()
    page.notice.answering.set_value("BIS")
    page.notice.read_button.click()
    assert "Zeta Onlus" in page.notice.words.text() and "Barrito APS" not in page.notice.words.text()


def test_without_a_body_the_notice_is_not_printed_and_the_reason_is_told(desk: Desk) -> None:
    page = opened(desk, desk.add("Joy", "Osas"))
    page.notice.print_button.click()
    desk.bot.waitUntil(lambda: page.notice.papers.work.problem is not None)


def test_a_consent_without_its_scope_is_refused_beside_the_field(desk: Desk) -> None:
    joy = desk.add("Joy", "Osas")
    page = opened(desk, joy)
    page.consents.form.set_values({"kind": "share_services", "answer": "given", "scope": ""})
    page.consents.button.click()
    assert consents.standing(desk.vault, joy.id) == {}
    assert "con quale servizio" in page.consents.form.fields["scope"].problem
    page.consents.form.set_values({"kind": "share_services", "answer": "given", "scope": "Consultorio"})
    page.consents.button.click()
    assert "dato il" in page.consents.standing.text() and "(Consultorio)" in page.consents.standing.text()


def test_the_copy_goes_where_the_user_says_to_read_and_for_programs(desk: Desk, tmp_path: Path) -> None:
    joy = desk.add("Joy", "Osas", notes="preferisce il mattino")
    page = opened(desk, joy)
    page.papers.save_with = lambda _, made, name, kind: write(tmp_path / name, made)
    for button, name in ((page.json_button, "dati.json"), (page.pdf_button, "dati.pdf")):
        button.setFocus()
        desk.press(Qt.Key.Key_Space)
        desk.bot.waitUntil(lambda name=name: (tmp_path / name).exists() and not page.papers.work.busy)
    copy = json.loads((tmp_path / "dati.json").read_text(encoding="utf-8"))
    assert copy["records"]["person"][0]["notes"] == "preferisce il mattino"
    assert (tmp_path / "dati.pdf").read_bytes().startswith(b"%PDF")
    assert page.papers.saved is not None and "dati.pdf" in page.papers.saved.sentence
    exports = "SELECT count(*) FROM audit WHERE action = 'person.export'"
    assert desk.vault.scalar(exports) == 2
    assert page.files_button.isHidden()


def test_attachments_go_into_a_folder_of_their_own(desk: Desk, tmp_path: Path) -> None:
    joy = desk.add("Joy", "Osas")
    with desk.vault.save("attach") as session:
        file = Attachment(
            house="BAR", person_id=joy.id, name="carta.pdf", media_type="application/pdf", size=2, sha256="",
            added_on=date.today(),
        )  # fmt: skip
        session.add_all([file, AttachmentPart(house="BAR", attachment_id=file.id, n=0, data="aGk=")])
    page = opened(desk, joy)
    page.folder_with = lambda _: tmp_path
    page.files_button.click()
    desk.bot.waitUntil(lambda: page.papers.saved is not None)
    assert (tmp_path / "allegati" / "carta.pdf").read_bytes() == b"hi"


def test_erasing_asks_for_the_word_and_says_what_stays(desk: Desk) -> None:
    joy = desk.add("Joy", "Osas")
    accesses.add(desk.vault, Access(house="BAR", on_date=date.today(), person_id=joy.id, notes="colloquio"))
    page = opened(desk, joy)
    page.erase_button.click()
    assert not page.confirm.button.isEnabled()
    desk.type("osas")
    assert page.confirm.button.isEnabled()
    page.confirm.button.setFocus()
    desk.press(Qt.Key.Key_Space)
    desk.bot.waitUntil(lambda: not page.gone.isHidden())
    assert "cancellati da questo archivio" in page.gone.sentence
    assert page.reading.isHidden()
    assert people.find(desk.vault, "osas") == []
    assert accesses.count(desk.vault) == 1
    again = desk.open("person-data", joy.id)
    assert isinstance(again, PersonDataPage)
    assert again.gone.sentence == "I dati di questa persona sono stati cancellati."


def test_the_copies_that_still_hold_her_are_told_and_replaced(desk: Desk) -> None:
    joy = desk.add("Joy", "Osas")
    old = copies.make_now(desk.vault)
    page = opened(desk, joy)
    page.old_copies.roots = list
    assert page.old_copies.isHidden()
    page.erase_button.click()
    desk.type("osas")
    page.confirm.button.click()
    desk.bot.waitUntil(lambda: not page.old_copies.isHidden())
    assert page.old_copies.standing.sentence.startswith("1 copia di riserva ha ancora")
    assert nameless(page) == []
    page.old_copies.button.setFocus()
    desk.press(Qt.Key.Key_Space)
    desk.bot.waitUntil(lambda: "Copia nuova fatta; 1 vecchia tolta." in page.old_copies.standing.sentence)
    assert not old.exists() and len(copies.listed(desk.vault)) == 1


def test_an_operator_neither_copies_nor_erases(desk: Desk) -> None:
    joy = desk.add("Joy", "Osas")
    desk.vault.roles = [Role.OPERATOR]
    page = opened(desk, joy)
    assert page.copy_card.isHidden() and page.erase_card.isHidden()


def test_every_control_has_a_spoken_name(desk: Desk) -> None:
    assert nameless(opened(desk, desk.add("Joy", "Osas"))) == []
