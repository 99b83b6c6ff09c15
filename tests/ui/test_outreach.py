"""*Comunicazione*, as whoever tells of the project uses it: prints, posts, conferences, and files that show marks."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from millegiorni_desk.app import outreach
from millegiorni_desk.app.outreach.conferences import ConferencesPart
from millegiorni_desk.app.outreach.materials import MaterialsPart
from millegiorni_desk.app.outreach.page import OutreachPage
from millegiorni_desk.app.outreach.posts import PostsPart
from millegiorni_desk.app.outreach.visibility import VisibilityPart
from millegiorni_desk.areas.doti import service as doti
from millegiorni_desk.areas.doti.records import Funder
from millegiorni_desk.areas.meetings.records import Meeting
from millegiorni_desk.areas.outreach import conferences, evidence, materials, named, posts
from millegiorni_desk.areas.outreach.records import Material
from millegiorni_desk.areas.people.view.document_page import DocumentPage
from millegiorni_desk.ui.tasks import wait_for_all
from millegiorni_desk.vault.permissions import Role
from tests.screens import Desk, desk_of, light, window
from tests.ui.spoken import nameless

__all__ = ["light", "window"]

TODAY = date.today()
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)


@pytest.fixture
def desk(tmp_path: Path, qtbot: QtBot, window: Callable[[QWidget], QWidget]) -> Iterator[Desk]:
    made = desk_of(tmp_path / "coordination", qtbot, "", (Role.COORDINATOR,))
    for code, name in (("UBI", "Unione Buddhista Italiana"), ("UNI", "Fondazione Unipolis")):
        doti.add_funder(made.vault, Funder(code=code, name=name))
    outreach.pages(made.vault, made.shell)
    made.shell.resize(1366, 768)
    window(made.shell)
    yield made
    wait_for_all()
    made.vault.close()


def part(desk: Desk, name: str) -> Any:
    page = desk.open("outreach", name)
    assert isinstance(page, OutreachPage)
    return page.parts.built[name]


def whole(desk: Desk) -> Any:
    return desk.shell.built("outreach")


def flyer(desk: Desk, **given: Any) -> Material:
    values: dict[str, Any] = {"kind": "flyer", "title": "Volantino", "on_date": TODAY, "copies": 100}
    return materials.add(desk.vault, Material(**{**values, **given}))


def worked(desk: Desk) -> None:
    wait_for_all()
    desk.settle()


def test_a_print_run_is_written_and_its_copies_go_out(desk: Desk) -> None:
    page = part(desk, "materials")
    assert isinstance(page, MaterialsPart)
    assert page.form.fields["languages"].value() == ["it"]
    everyone = tuple(named.funders(desk.vault))
    page.form.set_values({"kind": "flyer", "title": "Volantino di marzo", "copies": 100, "funders": everyone})
    page.card.save_button.click()
    desk.settle()
    (line,) = materials.page(desk.vault, 0, 9)
    assert (line.material.title, tuple(line.material.funders)) == ("Volantino di marzo", everyone)
    assert page.form.fields["funders"].value() == everyone, "the next one carries the same marks"
    page.table.opened.emit({"id": line.material.id})
    desk.settle()
    copies = page.deliveries.form.fields["copies"]
    assert copies.isAncestorOf(desk.focus()), "copies go out more often than a run is put right"
    view = whole(desk).scroller.viewport()
    assert 0 <= copies.mapTo(view, QPoint(0, 0)).y() <= view.height() - copies.height()
    page.deliveries.form.set_values({"copies": 101, "house_code": "BAR"})
    page.deliveries.add_button.click()
    assert copies.problem == "Ne restano 100: non se ne possono consegnare 101."
    page.deliveries.form.set_values({"copies": 60})
    page.deliveries.add_button.click()
    desk.settle()
    assert page.deliveries.total.text() == "Consegnate 60 copie su 100: ne restano 40."
    assert page.table.model.row(0)["left"] == 40
    desk.ctrl(Qt.Key.Key_Z)
    desk.settle()
    assert materials.line(desk.vault, line.material.id).left == 100
    assert nameless(page) == []


def test_a_delivery_is_corrected_and_taken_out(desk: Desk) -> None:
    made = flyer(desk)
    page = part(desk, "materials")
    page.take_up(made.id)
    page.deliveries.form.set_values({"copies": 60, "place": "biblioteca"})
    page.deliveries.save()
    (given,) = materials.deliveries(desk.vault, made.id)
    page.deliveries.correct(given.id)
    page.deliveries.form.set_values({"copies": 50})
    page.deliveries.save()
    assert materials.line(desk.vault, made.id).delivered == 50
    desk.ctrl(Qt.Key.Key_Z)
    assert materials.line(desk.vault, made.id).delivered == 60
    page.deliveries.correct(given.id)
    page.deliveries.take_out()
    assert materials.line(desk.vault, made.id).delivered == 0
    desk.ctrl(Qt.Key.Key_Z)
    assert materials.line(desk.vault, made.id).delivered == 60


def test_what_is_corrected_or_taken_out_comes_back(desk: Desk) -> None:
    made = flyer(desk)
    page = part(desk, "materials")
    page.take_up(made.id)
    page.form.set_values({"title": "Altro"})
    page.save()
    assert materials.line(desk.vault, made.id).material.title == "Altro"
    desk.ctrl(Qt.Key.Key_Z)
    assert materials.line(desk.vault, made.id).material.title == "Volantino"
    page.take_up(made.id)
    page.take_out()
    desk.settle()
    assert materials.count(desk.vault) == 0 and not page.deliveries.isVisible()
    desk.ctrl(Qt.Key.Key_Z)
    assert materials.count(desk.vault) == 1


def test_what_is_wrong_is_said_beside_its_field(desk: Desk) -> None:
    page = part(desk, "materials")
    page.form.set_values({"kind": "flyer", "title": "x"})
    page.save()
    assert page.form.fields["copies"].problem == "Scrivi quante copie sono state stampate."
    page.form.set_values({"copies": 5, "on_date": ""})
    page.save()
    assert page.form.fields["on_date"].problem == "Scrivi il giorno."
    assert materials.count(desk.vault) == 0


def test_a_post_is_for_a_meeting_near_its_day(desk: Desk) -> None:
    with desk.vault.save("test") as session:
        near = Meeting(house_code="BAR", title="Massaggio", on_date=TODAY)
        far = Meeting(house_code="BAR", title="Lontano", on_date=date(2020, 5, 1))
        session.add_all([near, far])
    page = part(desk, "posts")
    assert isinstance(page, PostsPart)
    page.form.set_values({"on_date": "01/05/2020"})
    assert page.meeting.box.findData(far.id) > 0 > page.meeting.box.findData(near.id)
    page.form.set_values({"on_date": f"{TODAY:%d/%m/%Y}", "channel": "instagram", "title": "Vi aspettiamo"})
    page.meeting.set_value(near.id)
    page.form.set_values({"link": "instagram.com/p/x", "reach": 120})
    page.save()
    (told,) = posts.page(desk.vault, 0, 9)
    assert (told.meeting_id, told.link, told.reach) == (near.id, "https://instagram.com/p/x", 120)
    posts.edit(desk.vault, told.id, meeting_id=far.id)
    page.take_up(told.id)
    assert page.meeting.value() == far.id, "what it was for is shown, however long ago"
    assert nameless(page) == []


def test_a_conference_is_written(desk: Desk) -> None:
    page = part(desk, "conferences")
    assert isinstance(page, ConferencesPart)
    page.form.set_values({"on_date": f"{TODAY:%d/%m/%Y}", "title": "Ben-essere 0-6", "speaker": "Irene"})
    page.save()
    assert [one.role for one in conferences.every(desk.vault)] == ["speaker"]
    assert nameless(page) == []


def test_a_year_is_chosen_and_its_figures_stand_at_the_top(desk: Desk) -> None:
    flyer(desk, copies=1_200)
    flyer(desk, on_date=date(2024, 3, 1), kind="poster", copies=30)
    page = desk.open("outreach")
    assert isinstance(page, OutreachPage)
    assert "1.200" in page.figures["copies"].accessibleName()
    page.years.set_value("2024")
    desk.settle()
    assert "30" in page.figures["copies"].accessibleName()
    shown = page.parts.built["materials"]
    assert isinstance(shown, MaterialsPart) and shown.table.model.rowCount() == 1
    page.years.set_value("ever")
    assert "1.230" in page.figures["copies"].accessibleName()
    page.figures["channels"].opened.emit()
    assert page.parts.here == "posts"


def test_a_photo_is_kept_looked_at_and_handed_over(desk: Desk, tmp_path: Path) -> None:
    made = flyer(desk, funders=list(named.funders(desk.vault))[:1])
    photo = tmp_path / "foto.png"
    photo.write_bytes(PNG)
    part(desk, "materials").take_up(made.id)
    whole(desk).parts.built["materials"].prove_button.click()
    page = part(desk, "visibility")
    assert isinstance(page, VisibilityPart)
    page.card.save()
    assert page.card.work.problem is not None
    page.card.take_file(photo)
    assert page.card.about.value() == made.id
    page.card.save()
    worked(desk)
    (item,) = evidence.of_funder(desk.vault)
    assert item.evidence.about == made.id and photo.exists()
    assert [row["files"] for row in map(page.seen.model.row, range(3))] == [1, 1, None]
    page.save_zip(tmp_path / "prove")
    desk.bot.waitUntil(lambda: not page.work.busy)
    with zipfile.ZipFile(tmp_path / "prove.zip") as archive:
        assert sorted(archive.namelist()) == ["001 Volantino.png", "indice.xlsx"]
    page.card.take_up(item)
    page.card.look()
    worked(desk)
    looked = desk.shell.built("evidence")
    assert isinstance(looked, DocumentPage) and looked.picture_area.isVisible()
    looked.back_button.click()
    worked(desk)
    assert desk.shell.shown == "outreach" and page.isVisible()
    page.card.save_copy(item.evidence.id, tmp_path / "copia.png")
    worked(desk)
    assert (tmp_path / "copia.png").read_bytes() == PNG
    assert nameless(page) == []


def test_evidence_is_put_right_and_taken_out(desk: Desk) -> None:
    funder = next(iter(named.funders(desk.vault)))
    kept = evidence.add(desk.vault, flyer(desk).id, "foto.png", PNG)
    page = part(desk, "visibility")
    page.card.take_up(page.items[kept.id])
    page.card.form.set_values({"funder_id": funder, "notes": "in fondo"})
    page.card.save()
    assert page.items[kept.id].evidence.funder_id == funder
    page.narrow(funder)
    assert page.listed.title.text().startswith("Prove per") and page.book_button.isVisible()
    page.card.take_up(page.items[kept.id])
    page.card.take_out()
    assert page.items == {} and not page.zip_button.isEnabled()
    desk.ctrl(Qt.Key.Key_Z)
    desk.settle()
    assert list(page.items) == [kept.id]


def test_whoever_only_reads_is_asked_nothing(desk: Desk) -> None:
    made = flyer(desk, notes="da rifare")
    kept = evidence.add(desk.vault, made.id, "foto.png", PNG)
    desk.vault.roles = [Role.OPERATOR]
    page = part(desk, "materials")
    assert not page.card.isVisible()
    page.table.opened.emit({"id": made.id})
    desk.settle()
    assert page.facts.isVisible() and page.deliveries.isVisible() and not page.deliveries.form.isVisible()
    seen = part(desk, "visibility")
    assert not seen.card.isVisible() and not seen.zip_button.isVisible()
    seen.table.opened.emit({"id": kept.id})
    worked(desk)
    assert desk.shell.shown == "evidence"
