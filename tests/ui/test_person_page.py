"""*Scheda*: who she is, how she may be called, her line of time, and editing in place."""

from __future__ import annotations

from datetime import date, timedelta

from PySide6.QtCore import Qt

from millegiorni_desk.app.person.page import PersonPage
from millegiorni_desk.areas.accesses import service as accesses
from millegiorni_desk.areas.accesses.records import Access
from millegiorni_desk.areas.doti import service as doti
from millegiorni_desk.areas.doti.records import BudgetLine, Fund
from millegiorni_desk.areas.pathways import service as pathways
from millegiorni_desk.areas.pathways.records import Pathway
from millegiorni_desk.areas.people import service as people
from millegiorni_desk.areas.people.records import Child, Person
from millegiorni_desk.areas.privacy import consents
from millegiorni_desk.areas.referrals import service as referrals
from millegiorni_desk.areas.referrals.records import Referral
from millegiorni_desk.network import service as network
from millegiorni_desk.network.records import ManagingBody
from millegiorni_desk.ui.cards import Notice
from millegiorni_desk.vault.permissions import Role
from tests.screens import Desk, desk
from tests.ui.spoken import nameless

__all__ = ["desk"]

Key = Qt.Key
TODAY = date.today()


def card_of(desk: Desk, person: Person) -> PersonPage:
    page = desk.open("person", person.id)
    assert isinstance(page, PersonPage)
    return page


def told(page: PersonPage) -> list[str]:
    pinned = [] if page.call.isHidden() else [page.call.sentence]
    return pinned + [piece.sentence for piece in page.told.pieces if isinstance(piece, Notice)]


def grant(desk: Desk, person: Person) -> str:
    """A dote of 151,65 € for *person*, from an envelope of the house."""
    vault = desk.vault
    vault.roles = [Role.COORDINATOR]
    network.add_body(vault, ManagingBody(code="BAR", name="Barrito APS", houses=["BAR"]))
    fund = doti.add_fund(vault, Fund(code="UBI", name="Bando"))
    line = doti.add_line(vault, BudgetLine(fund_id=fund.id, name="Doti"))
    doti.allocate(vault, "BAR", line.id, 100_000, TODAY - timedelta(days=90))
    vault.roles = [Role.CASE_MANAGER]
    new = doti.NewDote(
        person_id=person.id, line_id=line.id, expense="newborn_kit", amount_cents=15165,
        committed_on=TODAY - timedelta(days=2), supplier="Farmacia Nizza", document="S-331", reason="kit",
    )  # fmt: skip
    return doti.grant(vault, new).dote.id


def test_how_she_may_be_called_and_her_thousand_days_stand_at_the_top(desk: Desk) -> None:
    child = Child(house="", person_id="", name="Ada", birth_date=TODAY - timedelta(days=100), gender="F")
    joy = desk.add("Joy", "Osas", child, phone="351 2204418", safe_contact="Solo al mattino",
                   birth_date=date(TODAY.year - 27, 1, 1))  # fmt: skip
    page = card_of(desk, joy)
    assert page.title == "Joy Osas, 27 anni"
    assert page.state[0] == "figlia di 3 mesi"
    assert told(page) == ["Solo al mattino · 351 2204418"]
    (clock,) = page.clock.pieces
    assert clock.accessibleName() == "Ada, figlia di 3 mesi, giorno 371 di 1000"


def test_what_came_of_a_referral_is_said_once(desk: Desk) -> None:
    joy = desk.add("Joy", "Osas")
    for outcome in ("Ci è andata.", "Fatto, torna tra un mese"):
        sent = referrals.refer(
            desk.vault,
            Referral(house="", person_id=joy.id, code="", on_date=TODAY, kind="consultorio", need="health"),
        )
        referrals.record_return(desk.vault, sent.id, "attended", outcome=outcome)
    said = [entry.accessibleName() for entry in card_of(desk, joy).timeline.entries.entries]
    assert sorted(words.split(", ", 1)[1] for words in said) == [
        "Ci è andata", "Fatto, torna tra un mese, Ci è andata"
    ]  # fmt: skip


def test_everything_stands_in_one_line_of_time_and_opens(desk: Desk) -> None:
    joy = desk.add("Joy", "Osas")
    access = accesses.add(desk.vault, Access(house="BAR", on_date=TODAY, person_id=joy.id, needs=["home"]))
    pathway = pathways.open_pathway(
        desk.vault,
        Pathway(house="", person_id=joy.id, opened_on=TODAY - timedelta(days=30), main_request="economic"),
    )
    dote = grant(desk, joy)
    page = card_of(desk, joy)
    said = [entry.accessibleName() for entry in page.timeline.entries.entries]
    assert said[0].startswith("Oggi · Accesso con Lucia, Casa")
    assert "Dote: Kit neonato, 151,65 €" in said[1]
    assert "Apertura di un percorso" in said[2]
    assert "Impegnata" in said[1]
    page.timeline.which.set_value("pathway")
    assert len(page.timeline.entries.entries) == 1
    desk.settle()
    page.timeline.entries.focus_first()
    desk.press(Key.Key_Return)
    assert (desk.shell.shown, desk.elsewhere["pathway"].arrivals) == ("pathway", [pathway.id])
    card_of(desk, joy).timeline.which.clear()
    page.timeline.entries.entries[1].click()
    assert desk.elsewhere["dote"].arrivals == [dote]
    desk.shell.back()
    page.timeline.entries.entries[0].click()
    assert (desk.shell.shown, desk.shell._trail[-1][1]) == ("access", access.id)


def test_a_long_line_of_time_is_shown_a_screenful_at_first(desk: Desk) -> None:
    joy = desk.add("Joy", "Osas")
    day = TODAY - timedelta(days=20)
    accesses.add_many(desk.vault, [Access(house="BAR", on_date=day, person_id=joy.id) for _ in range(30)])
    page = card_of(desk, joy)
    assert len(page.timeline.entries.entries) == 12
    assert page.timeline.more_button.text().strip() == "Mostra gli altri 18"
    page.timeline.more_button.click()
    assert len(page.timeline.entries.entries) == 30


def test_editing_in_place_and_undo(desk: Desk) -> None:
    child = Child(house="", person_id="", name="Ada", birth_date=date(2025, 1, 2))
    joy = desk.add("Joy", "Osas", child, phone="1")
    page = card_of(desk, joy)
    desk.ctrl(Key.Key_E)
    assert page.editor.form.fields["surname"].control.hasFocus()
    page.editor.form.fields["phone"].set_value("351 2204418")
    page.editor.children_editor._rows[0].remove.click()
    page.editor.add_child()
    desk.type("Ben")
    desk.ctrl(Key.Key_S)
    assert not page.editing
    assert desk.said == "Scheda salvata"
    card = people.card(desk.vault, joy.id)
    assert (card.person.phone, [one.name for one in card.children]) == ("351 2204418", ["Ben"])
    assert told(page) == ["351 2204418"]
    desk.ctrl(Key.Key_Z)
    card = people.card(desk.vault, joy.id)
    assert (card.person.phone, [one.name for one in card.children]) == ("1", ["Ada"])
    assert told(page) == ["1"]


def test_leaving_the_form_changes_nothing(desk: Desk) -> None:
    joy = desk.add("Joy", "Osas")
    page = card_of(desk, joy)
    page.edit()
    page.editor.form.fields["surname"].set_value("Osaze")
    desk.press(Key.Key_Escape)
    assert not page.editing
    assert people.card(desk.vault, joy.id).person.surname == "Osas"
    desk.ctrl(Key.Key_Z)
    assert page.editing
    assert page.editor.form.fields["surname"].value() == "Osaze", "a stray Esc costs nothing"


def test_a_form_left_as_it_was_says_nothing(desk: Desk) -> None:
    page = card_of(desk, desk.add("Joy", "Osas"))
    page.edit()
    desk.press(Key.Key_Escape)
    assert (page.editing, desk.said) == (False, "")


def test_a_refused_edit_stays_on_the_form(desk: Desk) -> None:
    joy = desk.add("Joy", "Osas")
    page = card_of(desk, joy)
    page.edit()
    page.editor.form.fields["birth"].set_value("31/2/1990")
    page.save()
    assert page.editing
    assert "non esiste" in page.editor.form.fields["birth"].problem


def test_the_codice_fiscale_and_a_birth_to_ask_about_are_notices(desk: Desk) -> None:
    joy = desk.add("Joy", "Osas", codice_fiscale="SBAGLIATO", due_date=TODAY - timedelta(days=40))
    page = card_of(desk, joy)
    assert any("non è scritto bene" in sentence for sentence in told(page))
    asked = next(piece for piece in page.told.pieces if "è nata la bambina" in piece.accessibleName())
    asked.findChildren(type(page.facts.edit_button))[0].click()
    assert page.editing
    assert len(page.editor.children_editor.children_now()) == 0
    assert desk.focus() is page.editor.children_editor._rows[0].name.line


def test_what_the_codice_fiscale_says_is_taken_over_and_taken_back(desk: Desk) -> None:
    joy = desk.add("Maria", "Rossi", codice_fiscale="RSSMRA85T50L219K", birth_date=date(1985, 12, 11))
    page = card_of(desk, joy)
    assert told(page) == ["Per il codice fiscale la data di nascita è 10/12/1985."]
    page.told.pieces[0].findChildren(type(page.facts.edit_button))[0].click()
    assert people.card(desk.vault, joy.id).person.birth_date == date(1985, 12, 10)
    assert told(page) == []
    desk.ctrl(Key.Key_Z)
    assert people.card(desk.vault, joy.id).person.birth_date == date(1985, 12, 11)


def test_no_paper_is_a_tick_that_her_words_propose(desk: Desk) -> None:
    joy = desk.add("Joy", "Osas")
    page = card_of(desk, joy)
    page.edit()
    fields = page.editor.form.fields
    fields["safe_contact"].set_value("solo al mattino")
    assert fields["no_paper"].value() is False
    fields["safe_contact"].set_value("non lasciarle biglietti")
    assert fields["no_paper"].value() is True
    fields["safe_contact"].set_value("solo al mattino")
    desk.ctrl(Key.Key_S)
    kept = people.card(desk.vault, joy.id).person
    assert (kept.no_paper, kept.safe_contact) == (True, "solo al mattino")
    assert "niente carta a casa" in told(card_of(desk, kept))[0]


def test_a_follow_up_is_done_and_undone(desk: Desk) -> None:
    joy = desk.add("Joy", "Osas")
    day = TODAY - timedelta(days=1)
    access = accesses.add(
        desk.vault, Access(house="BAR", on_date=TODAY - timedelta(days=9), person_id=joy.id, follow_up_on=day)
    )
    assert told(card_of(desk, joy)) == [
        "Da risentire ieri. Senza il suo consenso: niente telefonate e niente messaggi."
    ]
    consents.answer(desk.vault, joy.id, "calls", "given")
    page = card_of(desk, joy)
    assert told(page) == ["Era da richiamare ieri."]
    page.told.pieces[0].findChildren(type(page.facts.edit_button))[0].click()
    assert told(page) == []
    desk.ctrl(Key.Key_Z)
    assert accesses.visit(desk.vault, access.id).access.follow_up_on == day


def test_a_reminder_never_asks_to_call_whoever_must_not_be_called(desk: Desk) -> None:
    joy = desk.add("Joy", "Osas", phone="351 2204418", contact_rule="never")
    accesses.add(desk.vault, Access(house="BAR", on_date=TODAY, person_id=joy.id, follow_up_on=TODAY))
    assert told(card_of(desk, joy)) == [
        "Non chiamare mai", "Da risentire oggi, ma non al suo telefono: leggi in alto come fare.",
    ]  # fmt: skip


def test_how_she_may_be_called_stays_in_sight_while_the_page_scrolls(desk: Desk) -> None:
    joy = desk.add("Joy", "Osas", phone="351 2204418", safe_contact="Solo al mattino")
    page = card_of(desk, joy)
    page.scroller.verticalScrollBar().setValue(page.scroller.verticalScrollBar().maximum())
    desk.settle()
    assert page.call.isVisible() and not page.content.isAncestorOf(page.call)
    page.edit()
    desk.settle()
    assert page.call.isVisible()


def test_actions_follow_the_role_and_carry_her_id(desk: Desk) -> None:
    joy = desk.add("Joy", "Osas")
    page = card_of(desk, joy)
    assert [button.accessibleName() for button in page._reading_buttons] == [
        "I suoi dati", "Invia a un servizio…", "Nuova dote", "Apri un percorso", "Nuovo accesso",
    ]  # fmt: skip
    page._reading_buttons[2].click()
    assert desk.elsewhere["new-dote"].arrivals == [joy.id]


def test_a_pathway_that_is_open_is_gone_to_instead_of_opened_twice(desk: Desk) -> None:
    joy = desk.add("Joy", "Osas")
    page = card_of(desk, joy)
    assert page.pathway_button is not None
    page.pathway_button.click()
    assert desk.elsewhere["new-pathway"].arrivals == [joy.id]
    made = pathways.open_pathway(desk.vault, Pathway(house="", person_id=joy.id, opened_on=TODAY))
    page = card_of(desk, joy)
    assert page.pathway_button is not None and page.pathway_button.accessibleName() == "Vai al percorso"
    page.pathway_button.click()
    assert desk.elsewhere["pathway"].arrivals == [made.id]
    pathways.close(desk.vault, made.id, TODAY, "Casa")
    page = card_of(desk, joy)
    assert page.pathway_button is not None and page.pathway_button.accessibleName() == "Apri un percorso"


def test_a_card_that_is_gone_is_told(desk: Desk) -> None:
    page = desk.open("person", "nobody")
    assert isinstance(page, PersonPage)
    assert "non c'è più" in page.work.sentence
    assert page.reading.isHidden()


def test_every_control_is_named(desk: Desk) -> None:
    joy = desk.add("Joy", "Osas", phone="1")
    accesses.add(desk.vault, Access(house="BAR", on_date=TODAY, person_id=joy.id, follow_up_on=TODAY))
    page = card_of(desk, joy)
    assert nameless(page) == []
    page.edit()
    assert nameless(page) == []
