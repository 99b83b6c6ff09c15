"""*Passare il percorso* by hand, the letter that goes with it, and what her line of time tells of it all."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from millegiorni_desk.app import handing_over
from millegiorni_desk.app.handing_over.page import HandOverPage
from millegiorni_desk.app.person import timeline
from millegiorni_desk.areas.pathways import (
    appointments,
    closing,
    hand_over_letter,
    hand_overs,
    interventions,
    notes,
    service,
)
from millegiorni_desk.areas.pathways.records import (
    Appointment,
    Goal,
    HandOver,
    Intervention,
    Pathway,
    PathwayNote,
)
from millegiorni_desk.areas.people.records import Person
from millegiorni_desk.areas.privacy import consents
from millegiorni_desk.flows import sharing
from millegiorni_desk.ui.pdf_pages import PdfPages
from millegiorni_desk.ui.shell import Shell
from millegiorni_desk.ui.tasks import wait_for_all
from millegiorni_desk.vault import users
from millegiorni_desk.vault.permissions import Role
from millegiorni_desk.vault.vault import Vault
from tests.areas.pathways import conftest as pathways
from tests.ui.spoken import nameless

folder, lucia, fatima, pathway = pathways.folder, pathways.lucia, pathways.fatima, pathways.pathway
TODAY = date.today()


@pytest.fixture
def page(qtbot: QtBot, lucia: Vault, pathway: Pathway) -> Iterator[HandOverPage]:
    shell = Shell("Barrito", "Lucia")
    qtbot.addWidget(shell)
    handing_over.pages(lucia, shell)
    lucia.changed.append(shell.refresh)
    shell.show()
    made = shell.open("hand-over", pathway.id)
    assert isinstance(made, HandOverPage)
    yield made
    wait_for_all()


def text_of(pdf: bytes) -> str:
    pages = PdfPages(pdf)
    told = " ".join(pages.text(at) for at in range(len(pages)))
    pages.close()
    return " ".join(told.split())


def test_to_a_colleague(lucia: Vault, pathway: Pathway, page: HandOverPage) -> None:
    assert nameless(page) == []
    assert [chip.code for chip in page.offer.colleague.chips] == ["Rosa"]
    page.offer.propose()
    assert page.offer.colleague.problem
    page.offer.form.set_values({"colleague": "Rosa"})
    page.offer.propose()
    assert page.offer.isHidden() and page.waiting is not None
    assert page.accept_button.isHidden(), "only Rosa accepts"
    page.withdraw()
    assert hand_overs.of_pathway(lucia, pathway.id) == [] and not page.offer.isHidden()


@pytest.mark.parametrize("possible", [True, False])
def test_sharing_her_file_is_spoken_of_where_files_are_shared(
    lucia: Vault, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, possible: bool
) -> None:
    monkeypatch.setattr(sharing, "possible", lambda _vault: possible)
    shell = Shell("Barrito", "Lucia")
    qtbot.addWidget(shell)
    made = HandOverPage(lucia, shell)
    qtbot.addWidget(made)
    for notice in (made.offer.consent, made.stays):
        assert ("condividilo" in notice.sentence) is possible and "lettera" in notice.sentence


def test_where_nobody_else_follows_pathways_it_is_said(
    lucia: Vault, pathway: Pathway, page: HandOverPage
) -> None:
    assert page.offer.offer_button.isEnabled()
    users.remove(lucia, next(user.name for user in users.all_users(lucia) if user.display_name == "Rosa"))
    page.arrived(pathway.id)
    assert page.offer.colleague.chips == ()
    assert "non c'è un'altra collega" in page.offer.colleague.control.accessibleDescription()
    assert not page.offer.offer_button.isEnabled()
    page.offer.form.set_values({"where": "house"})
    assert page.offer.offer_button.isEnabled()


def test_of_a_closed_pathway_it_is_said_that_it_is_not_passed(
    lucia: Vault, pathway: Pathway, page: HandOverPage
) -> None:
    assert page.closed.isHidden()
    closing.close(lucia, pathway.id, TODAY, "")
    page.arrived(pathway.id)
    assert page.offer.isHidden() and page.closed.isVisible()
    assert page.closed.sentence.startswith("Il percorso è chiuso")


def test_to_another_house_with_her_consent(
    lucia: Vault, pathway: Pathway, fatima: Person, page: HandOverPage
) -> None:
    page.offer.form.set_values({"where": "house"})
    assert "Il fascicolo resta qui" in page.offer.consent.sentence
    page.offer.propose()
    assert page.offer.form.fields["to_house"].problem
    page.offer.form.set_values({"to_house": "SAL", "to_manager": "Nadia"})
    page.offer.propose()
    assert page.offer.form.fields["consent_on"].problem
    page.offer.form.set_values({"consent_on": TODAY})
    page.offer.propose()
    assert consents.standing(lucia, fatima.id)["share_services"].scope == "Casa di San Salvario"
    assert "resta in questa casa" in page.stays.sentence and not page.stays.isHidden()
    page.accept_button.click()
    assert page.form.fields["answered_by"].problem
    page.form.set_values({"answered_by": "Nadia"})
    page.accept_button.click()
    (kept,) = hand_overs.of_pathway(lucia, pathway.id)
    assert (kept.state, kept.answered_by) == ("accepted", "Nadia")
    page.end(kept)
    assert hand_overs.of_pathway(lucia, pathway.id)[0].state == "ended"


def test_the_letter_has_what_is_needed_and_nothing_reserved(
    lucia: Vault, pathway: Pathway, page: HandOverPage
) -> None:
    part = {"house": "", "pathway_id": pathway.id}
    service.add_goal(lucia, Goal(**part, title="Iscrizione al nido"))
    done = {**part, "on_date": TODAY - timedelta(days=3), "area": "health"}
    interventions.add_intervention(lucia, Intervention(**done, notes="vaccini fatti"))
    interventions.add_intervention(lucia, Intervention(**done, notes="zqxsegretozq"), [lucia.user_id])
    at = f"{TODAY + timedelta(days=2)}T10:30"
    for title, readers in (("Pediatra", None), ("zqxcentrozq", [lucia.user_id])):
        appointments.add(lucia, Appointment(**part, person_id="", at=at, title=title), readers)
    made = hand_overs.propose(lucia, HandOver(**part, on_date=TODAY, to_manager="Rosa", reason="maternità"))
    told = text_of(hand_over_letter.letter(lucia, made))
    for words in (
        "Lucia propone a Rosa",
        "Iscrizione al nido",
        "vaccini fatti",
        "Pediatra",
        "Chi lascia: Lucia",
    ):
        assert words in told
    assert told.index("Solo chiamate, niente messaggi") < told.index("333 0000000")
    assert "zqx" not in told
    saved: dict[str, bytes] = {}

    def keep(parent: QWidget, content: bytes, name: str, kind: str) -> Path:
        saved[name] = content
        return Path(name)

    page.papers.save_with = keep
    page.save_letter()
    wait_for_all()
    assert "Fatima" not in "".join(saved)


def test_the_letter_of_a_reserved_pathway_tells_no_reason(lucia: Vault, fatima: Person) -> None:
    made = service.open_pathway(
        lucia,
        Pathway(house="", person_id=fatima.id, opened_on=TODAY, main_request="violence"),
        [lucia.user_id],
    )
    service.add_goal(lucia, Goal(house="", pathway_id=made.id, title="Denuncia"))
    offer = hand_overs.propose(
        lucia, HandOver(house="", pathway_id=made.id, on_date=TODAY, to_manager="Rosa")
    )
    told = text_of(hand_over_letter.letter(lucia, offer))
    assert "Violenza" not in told and "Denuncia" not in told and "Fatima" in told


def test_her_line_of_time_tells_of_it_and_keeps_what_is_reserved(
    lucia: Vault, pathway: Pathway, fatima: Person
) -> None:
    part = {"house": "", "pathway_id": pathway.id}
    notes.add(lucia, PathwayNote(**part, on_date=TODAY, words="ha trovato lavoro"))
    notes.add(lucia, PathwayNote(**part, on_date=TODAY, words="zqx"), [lucia.user_id])
    at = f"{TODAY + timedelta(days=2)}T10:30"
    appointments.add(lucia, Appointment(**part, person_id="", at=at, title="Pediatra"))
    hand_overs.propose(lucia, HandOver(**part, on_date=TODAY, to_manager="Rosa"))
    events = timeline.of_person(lucia, fatima.id, TODAY)
    told = {(event.kind, event.title, event.detail) for event in events}
    assert ("appointment", "Appuntamento alle 10:30", "Pediatra") in told
    assert ("note", "Nota di Lucia", "ha trovato lavoro") in told and (
        "note",
        "Nota di Lucia",
        "Riservata.",
    ) in told
    assert ("pathway", "Passaggio del percorso a Rosa", "") in told
    assert not any("zqx" in event.detail for event in events)
    lucia.roles = [Role.OPERATOR]
    assert not any("lavoro" in event.detail for event in timeline.of_person(lucia, fatima.id, TODAY))
