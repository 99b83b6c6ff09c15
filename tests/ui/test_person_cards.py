"""What is kept beside a card, on her page: phones, household, answers and documents, by keyboard, with undo."""

from __future__ import annotations

import os
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from reportlab.pdfgen.canvas import Canvas

from millegiorni_desk.app.person.page import PersonPage
from millegiorni_desk.areas.accesses import service as accesses
from millegiorni_desk.areas.accesses.records import Access
from millegiorni_desk.areas.people import answers, attachments, household, phones
from millegiorni_desk.areas.people.records import Answer, Child, Person, Phone, Relative
from millegiorni_desk.areas.people.view.document_page import DocumentPage
from millegiorni_desk.areas.privacy import consents, notices
from millegiorni_desk.areas.referrals import service as referrals
from millegiorni_desk.areas.referrals.records import Referral
from millegiorni_desk.network import names
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Card
from tests.screens import Desk, desk
from tests.ui.spoken import nameless

__all__ = ["desk"]

Key = Qt.Key
TODAY = date.today()


def page_of(desk: Desk, person: Person) -> PersonPage:
    page = desk.open("person", person.id)
    assert isinstance(page, PersonPage)
    return page


def said(card: Card) -> list[str]:
    return [entry.accessibleName() for entry in card.entries.entries]  # type: ignore[attr-defined]


def a_pdf() -> bytes:
    made = BytesIO()
    canvas = Canvas(made)
    canvas.drawString(100, 700, "Permesso di soggiorno")
    canvas.showPage()
    canvas.save()
    return made.getvalue()


# --- phones -----------------------------------------------------------------------------------------


def test_a_phone_is_added_put_right_taken_off_and_brought_back_by_keyboard(desk: Desk) -> None:
    joy = desk.add("Joy", "Osas", phone="351 2204418", contact_rule="calls")
    page = page_of(desk, joy)
    card = page.cards.phones
    card.add_button.setFocus()
    desk.press(Key.Key_Space)
    assert desk.focus() is card.form.fields["whose"].control
    desk.type("sorella")
    card.form.fields["contact_rule"].set_value("any")
    card.form.fields["number"].setFocus()
    desk.type("33")
    card.save()
    assert "cifre" in card.form.fields["number"].problem
    desk.type("3 1234")
    card.save_button.setFocus()
    desk.press(Key.Key_Space)
    assert said(card)[1] == "sorella, Si può chiamare e scrivere · 333\u00a01234"
    assert desk.focus() is card.add_button and desk.said == "Telefono salvato"
    desk.settle()
    card.entries.entries[1].setFocus()
    desk.press(Key.Key_Return)
    card.form.fields["whose"].set_value("cugina")
    card.save()
    assert said(card)[1].startswith("cugina")
    desk.ctrl(Key.Key_Z)
    assert said(card)[1].startswith("sorella")
    card.open(phones.of_person(desk.vault, joy.id)[0].id)
    card.take_off()
    assert len(said(card)) == 1
    desk.ctrl(Key.Key_Z)
    assert len(said(card)) == 2
    card.begin()
    desk.press(Key.Key_Escape)
    assert not card.editing


def test_numbers_that_a_rule_hides_are_shown_by_a_deliberate_act_only(desk: Desk) -> None:
    joy = desk.add("Joy", "Osas", phone="351 2204418", contact_rule="never")
    phones.add(desk.vault, joy.id, Phone(house="", person_id="", number="333 1234", whose="sorella"))
    page = page_of(desk, joy)
    card = page.cards.phones
    assert page.call.sentence == "Non chiamare mai"
    assert said(card) == ["Il suo, Non chiamare mai · numero\u00a0non\u00a0mostrato",
                          "sorella, Non chiamare mai · numero\u00a0non\u00a0mostrato"]  # fmt: skip
    card.open(phones.of_person(desk.vault, joy.id)[0].id)
    number = card.form.fields["number"]
    assert number.line.echoMode() == number.line.EchoMode.Password
    card.leave()
    card.show_button.click()
    assert said(card)[0].endswith("351\u00a02204418")
    shown = desk.vault.query("SELECT detail FROM audit WHERE action = 'phone.reveal'")
    assert len(shown) == 2 and all("333" not in row["detail"] for row in shown)
    page_of(desk, desk.add("Ada", "Verdi"))
    assert said(page_of(desk, joy).cards.phones)[0].endswith("mostrato")


def test_her_own_number_opens_the_form_of_the_card(desk: Desk) -> None:
    page = page_of(desk, desk.add("Joy", "Osas", phone="351 2204418"))
    page.cards.phones.entries.entries[0].click()
    assert page.editing


# --- household --------------------------------------------------------------------------------------


def test_relatives_with_and_without_a_card(desk: Desk) -> None:
    rose = desk.add("Rose", "Osas", birth_date=date(1965, 1, 1))
    child = Child(house="", person_id="", name="Ada", birth_date=date(2020, 5, 1), gender="F")
    joy = desk.add("Joy", "Osas", child)
    page = page_of(desk, joy)
    card = page.cards.household
    card.begin()
    card.form.fields["relation"].set_value("spouse")
    card.form.fields["name"].setFocus()
    desk.type("Sam")
    card.form.fields["lives"].set_value("yes")
    card.save()
    assert [one.split(",")[0] for one in said(card)] == ["Ada", "Sam"]
    assert card.summary.text().startswith("In casa sono in 3. Un minore.")
    card.begin()
    card.form.fields["relation"].set_value("parent")
    card.finder.field.setFocus()
    desk.type("rose osas")
    card.finder.field.search_now()
    desk.press(Key.Key_Return)
    assert card.card_line.text() == "Rose Osas" and card.form.fields["name"].isHidden()
    card.save()
    mother = next(one for one in household.household(desk.vault, joy.id).members if one.card_id)
    assert (mother.card_id, mother.relation) == (rose.id, "parent")
    desk.ctrl(Key.Key_Z)
    assert len(said(card)) == 2
    household.add_relative(
        desk.vault, joy.id, Relative(house="", person_id="", relation="parent", other_id=rose.id)
    )
    theirs = page_of(desk, rose).cards.household
    assert said(theirs) == ["Joy Osas, Figlia o figlio adulti"]
    theirs.entries.entries[0].click()
    assert desk.shell._trail[-1] == ("person", joy.id)


def test_a_child_without_a_name_is_written_as_a_name_is(desk: Desk) -> None:
    child = Child(house="", person_id="", birth_date=date(2020, 5, 1), gender="M")
    assert said(page_of(desk, desk.add("Joy", "Osas", child)).cards.household)[0].startswith("Figlio, ")


def test_ages_on_another_day_and_what_is_missing_is_told_beside_its_field(desk: Desk) -> None:
    child = Child(house="", person_id="", name="Ada", birth_date=date(2020, 5, 1), gender="F")
    card = page_of(desk, desk.add("Joy", "Osas", child)).cards.household
    card.on.set_value(date(2023, 5, 1))
    assert "3 anni" in said(card)[0]
    card.on.set_value(date(2020, 4, 30))
    assert said(card) == []
    card.on.clear()
    card.begin()
    card.save()
    assert card.form.fields["relation"].problem == "Scegli che cosa è per lei."


def test_a_child_opens_the_form_of_the_card(desk: Desk) -> None:
    page = page_of(desk, desk.add("Joy", "Osas", Child(house="", person_id="", name="Ada")))
    page.cards.household.entries.entries[0].click()
    assert page.editing


# --- answers ----------------------------------------------------------------------------------------


def test_an_answer_is_written_expires_and_keeps_what_she_said_before(desk: Desk) -> None:
    joy = desk.add("Joy", "Osas")
    access = accesses.add(
        desk.vault, Access(house="", on_date=TODAY - timedelta(days=9), person_id=joy.id, adi="applied")
    )
    last = Answer(house="", person_id="", kind="work", value="fixed_term", on_date=TODAY - timedelta(days=99),
                  until=TODAY - timedelta(days=1))  # fmt: skip
    answers.add(desk.vault, joy.id, last)
    page = page_of(desk, joy)
    card = page.cards.answers
    assert [entry.pill.text() for entry in card.entries.entries] == ["scaduta", ""]
    card.begin()
    card.save()
    assert card.form.fields["kind"].problem == "Scegli di che cosa si tratta."
    card.form.fields["kind"].set_value("isee")
    assert card.form.fields["choice"].isHidden() and not card.form.fields["cents"].isHidden()
    card.form.fields["cents"].setFocus()
    desk.type("6500,12")
    card.save()
    (kept,) = answers.history(desk.vault, joy.id, "isee")
    assert (kept.cents, kept.on_date, kept.until) == (650_012, TODAY, date(TODAY.year, 12, 31))
    card.begin()
    card.form.fields["kind"].set_value("work")
    card.save()
    assert "Scegli o scrivi" in card.form.fields["choice"].problem
    card.form.fields["choice"].set_value("looking")
    card.save()
    assert said(card)[0].startswith("Lavoro: Cerca lavoro")
    card.more_button.click()
    assert any("A termine" in one and one.endswith("prima") for one in said(card))
    card.open(f"{access.id}:adi")
    assert desk.shell._trail[-1] == ("access", access.id)


def test_an_answer_is_undone(desk: Desk) -> None:
    joy = desk.add("Joy", "Osas")
    card = page_of(desk, joy).cards.answers
    card.begin()
    card.form.set_values({"kind": "home", "choice": "rent"})
    card.save()
    desk.ctrl(Key.Key_Z)
    assert answers.history(desk.vault, joy.id) == [] and said(card) == []


# --- documents --------------------------------------------------------------------------------------


def test_a_document_is_kept_looked_at_and_copied_out(desk: Desk, tmp_path: Path) -> None:
    joy = desk.add("Joy", "Osas")
    file = tmp_path / "scansione.pdf"
    file.write_bytes(a_pdf())
    page = page_of(desk, joy)
    card = page.cards.documents
    card.add_file(file)
    desk.bot.waitUntil(lambda: len(said(card)) == 1)
    (kept,) = attachments.of_person(desk.vault, joy.id)
    desk.settle()
    card.entries.entries[0].setFocus()
    desk.press(Key.Key_Return)
    assert desk.focus() is card.look_button
    card.notes.set_value("permesso")
    card.keep_notes()
    assert said(card)[0].startswith("scansione.pdf, permesso · ")
    card.save_copy(kept.id, tmp_path / "copia.pdf")
    desk.bot.waitUntil(lambda: not card.saved.isHidden())
    assert (tmp_path / "copia.pdf").read_bytes() == file.read_bytes()
    before = sorted(path.name for path in tmp_path.rglob("*"))
    card.look()
    shown = desk.shell._built["document"]
    assert isinstance(shown, DocumentPage)
    desk.bot.waitUntil(lambda: not shown.pdf.isHidden())
    assert shown.pdf._sheets[0].accessibleDescription().strip() == "Permesso di soggiorno"
    assert sorted(path.name for path in tmp_path.rglob("*")) == before
    shown.back_button.click()
    assert desk.shell.shown == "person" and shown.pdf.isHidden() and shown.pdf._pages is None
    noted = [row["action"] for row in desk.vault.query("SELECT action FROM audit ORDER BY n")]
    assert "attachment.save" in noted and "attachment.preview" in noted


def test_a_document_is_taken_off_and_brought_back(desk: Desk) -> None:
    joy = desk.add("Joy", "Osas")
    kept = attachments.add(desk.vault, joy.id, "a.pdf", a_pdf())
    card = page_of(desk, joy).cards.documents
    card.open(kept.id)
    card.take_off()
    assert said(card) == [] and card.sheet.isHidden()
    desk.ctrl(Key.Key_Z)
    assert len(said(card)) == 1


def test_a_program_is_refused_in_a_sentence(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "fattura.pdf"
    file.write_bytes(b"MZ\x90\0" + os.urandom(400))
    joy = desk.add("Joy", "Osas")
    card = page_of(desk, joy).cards.documents
    card.add_file(file)
    desk.bot.waitUntil(lambda: card.work.problem is not None)
    assert card.work.problem is not None and "non si può allegare" in card.work.problem.sentence
    assert attachments.of_person(desk.vault, joy.id) == []


@pytest.mark.parametrize("broken", [b"%PDF-1.7\nnothing", b"\x89PNG\r\n\x1a\nnothing"])
def test_what_cannot_be_shown_is_told_and_stays_kept(desk: Desk, broken: bytes) -> None:
    kept = attachments.add(desk.vault, desk.add("Joy", "Osas").id, "a", broken)
    page = desk.open("document", kept.id)
    assert isinstance(page, DocumentPage)
    desk.bot.waitUntil(lambda: page.work.problem is not None)
    assert page.work.problem is not None and "non si riesce a mostrare" in page.work.problem.sentence


def test_words_are_shown_as_words(desk: Desk) -> None:
    kept = attachments.add(desk.vault, desk.add("Joy", "Osas").id, "nota.txt", "caffè <b>".encode("cp1252"))
    page = desk.open("document", kept.id)
    assert isinstance(page, DocumentPage)
    desk.bot.waitUntil(lambda: not page.text.isHidden())
    assert page.text.toPlainText() == "caffè <b>"
    assert nameless(page) == []


# --- all together -----------------------------------------------------------------------------------


def test_the_line_of_time_holds_answers_documents_referrals_and_consents(desk: Desk) -> None:
    joy = desk.add("Joy", "Osas")
    answer = answers.add(
        desk.vault, joy.id, Answer(house="", person_id="", kind="home", value="rent", on_date=TODAY)
    )
    attachments.add(desk.vault, joy.id, "a.pdf", a_pdf(), "permesso")
    referrals.refer(desk.vault, Referral(house="", person_id=joy.id, kind="asl", on_date=TODAY, code=""))
    notices.give(desk.vault, joy.id, "fr")
    consents.answer(desk.vault, joy.id, "calls", "given")
    page = page_of(desk, joy)
    told = [entry.accessibleName() for entry in page.timeline.entries.entries]
    for part in (
        "Casa: Affitto",
        "Documento: permesso",
        "Inviata a: ASL",
        "Informativa data, francese",
        "Consenso dato",
    ):
        assert any(part in one for one in told), part
    page.timeline.which.set_value("answer")
    page.timeline.entries.entries[0].click()
    assert page.cards.answers.editing and page.cards.answers._key == answer.id
    page.timeline.which.set_value("attachment")
    page.timeline.entries.entries[0].click()
    assert not page.cards.documents.sheet.isHidden()


def test_an_open_form_stays_when_something_else_changes_and_goes_with_her(desk: Desk) -> None:
    joy, ada = desk.add("Joy", "Osas"), desk.add("Ada", "Verdi")
    page = page_of(desk, joy)
    page.cards.phones.begin()
    page.cards.phones.form.fields["number"].set_value("333")
    answers.add(desk.vault, joy.id, Answer(house="", person_id="", kind="home", value="rent", on_date=TODAY))
    assert page.cards.phones.editing and page.cards.phones.form.fields["number"].value() == "333"
    page_of(desk, ada)
    assert not page.cards.phones.editing


def test_every_control_is_named_with_all_forms_open(desk: Desk) -> None:
    joy = desk.add("Joy", "Osas", phone="1", contact_rule="never")
    kept = attachments.add(desk.vault, joy.id, "a.pdf", a_pdf())
    page = page_of(desk, joy)
    for card in (page.cards.phones, page.cards.household, page.cards.answers):
        card.begin()
    page.cards.documents.open(kept.id)
    desk.settle()
    assert nameless(page) == []


def test_where_no_names_are_seen_nothing_of_a_card_is_begun(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    child = Child(house="", person_id="", birth_date=date(2020, 5, 1))
    joy = desk.add("Joy", "Osas", child, due_date=TODAY - timedelta(days=40))
    phone = phones.add(desk.vault, joy.id, Phone(house="", person_id="", number="333 1234"))
    monkeypatch.setattr(names, "are_hidden", lambda vault: True)
    page = page_of(desk, joy)
    cards = page.cards
    for card in (cards.phones, cards.household, cards.answers):
        assert not card.add_button.isEnabled()
    cards.phones.open(phone.id)
    assert phone.id in cards.phones.records and not cards.phones.editing
    cards.household.open(cards.household.entries.entries[0].key)
    assert not page.editing
    assert "Scrivilo" not in [button.text() for button in page.top.findChildren(Button)]
