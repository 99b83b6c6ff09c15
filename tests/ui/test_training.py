"""The training vault: made with progress, marked on every screen and paper, no part of any network, thrown away."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from millegiorni_desk import settings
from millegiorni_desk.app.desk_window import DeskWindow
from millegiorni_desk.app.entrance.first_run import FirstRun
from millegiorni_desk.app.entrance.training import TrainingPage
from millegiorni_desk.app.entrance.unlock import UnlockPage
from millegiorni_desk.app.settings.page import SettingsPage
from millegiorni_desk.app.settings.training import TrainingSection
from millegiorni_desk.areas.doti import receipts
from millegiorni_desk.demo import practice
from millegiorni_desk.errors import NotAllowed
from millegiorni_desk.flows import syncing, training
from millegiorni_desk.flows.desk import create_network
from millegiorni_desk.ui import printing, stamp
from millegiorni_desk.ui.preview import PdfPreview
from millegiorni_desk.ui.tasks import Cancelled, wait_for_all
from tests.robustness.furnished import MARTA
from tests.ui import walking


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A training vault, made once; tests copy it to where the program keeps its own."""
    folder = tmp_path_factory.mktemp("training") / "prova"
    practice.make(folder, lambda done, total, words: None)
    return folder


@pytest.fixture
def inside(
    kept: Path, window: Callable[[QWidget], QWidget], qtbot: QtBot
) -> Iterator[tuple[DeskWindow, list[str]]]:
    """The window in the training vault; the list notes every fresh start."""
    import shutil

    training.folder().parent.mkdir(parents=True, exist_ok=True)
    shutil.copytree(kept, training.folder())
    starts: list[str] = []
    made = DeskWindow(None, lambda: starts.append("again"), training="enter")
    made.resize(1366, 768)
    window(made)
    page = made.pages.currentWidget()
    assert isinstance(page, TrainingPage)
    page.start()
    qtbot.waitUntil(lambda: made.desk is not None, timeout=20_000)
    yield made, starts
    made.close()


def text_of(pdf: bytes) -> str:
    document = pdfium.PdfDocument(pdf)
    said = "".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    return said


def test_first_run_offers_it(window: Callable[[QWidget], QWidget]) -> None:
    asked: list[str] = []
    page = FirstRun(lambda vault: None, lambda folder: None, lambda: asked.append("training"))
    window(page)
    entry = page.choices.entries[-1]
    assert "dati inventati" in entry.accessibleName()
    entry.click()
    assert asked == ["training"]


def test_it_is_made_of_a_house_at_work(kept: Path) -> None:
    with practice.enter(kept) as vault:
        assert training.is_training(vault)
        for table, least in (("person", 100), ("access", 300), ("pathway", 5), ("dote", 10)):
            assert vault.query(f"SELECT count(*) AS n FROM {table}")[0]["n"] >= least
    assert [path.name for path in kept.parent.iterdir()] == ["prova"], "nothing else is left beside it"


def test_a_stop_half_way_leaves_nothing(tmp_path: Path) -> None:
    def stop(done: int, total: int, words: str) -> None:
        if done == 1:
            raise Cancelled

    with pytest.raises(Cancelled):
        practice.make(tmp_path / "prova", stop)
    assert list(tmp_path.iterdir()) == []


def test_every_screen_says_it_is_made_up(inside: tuple[DeskWindow, list[str]]) -> None:
    desk = inside[0].desk
    assert desk is not None
    band = desk.shell._band
    # The band stands above whatever page there is: one with nothing, a long one, one of a record, one with parts.
    for name in ("today", "new-access", "person", "settings"):
        desk.shell.open(name, walking.argument(desk.vault, name))
        walking.Walk(desk).settle()
        assert band.isVisible() and band.text() == "PROVA – dati inventati", name
        assert band.visibleRegion().boundingRect().height() == band.height(), name


def test_every_paper_says_it_is_made_up(
    inside: tuple[DeskWindow, list[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    desk = inside[0].desk
    assert desk is not None
    receipt = desk.vault.query("SELECT id FROM receipt LIMIT 1")[0]["id"]
    plain = receipts.pdf(desk.vault, receipt)
    assert "PROVA" not in text_of(plain)
    wanted = tmp_path / "foglio.pdf"
    offered: list[str] = []

    def choose(parent: QWidget, title: str, start: str, kind: str) -> tuple[str, str]:
        offered.append(start)
        return str(wanted), kind

    monkeypatch.setattr(QFileDialog, "getSaveFileName", staticmethod(choose))
    printing.save_as(inside[0], plain, "ricevuta.pdf")
    printing.save_as(inside[0], b"{}", "dati.json", "JSON (*.json)")
    assert all(Path(start).name.startswith("PROVA-") for start in offered)
    printing.save_as(inside[0], plain, "ricevuta.pdf")
    assert text_of(wanted.read_bytes()).count("PROVA – dati inventati") >= 2
    preview = PdfPreview()
    qtbot.addWidget(preview)
    preview.show_pdf(plain)
    assert preview._pages is not None and len(preview._pages) == len(pdfium.PdfDocument(plain))


def test_a_real_vault_stamps_nothing(inside: tuple[DeskWindow, list[str]]) -> None:
    inside[0].close()
    assert stamp.stamped(b"%PDF-1.7") == b"%PDF-1.7"


def test_it_neither_hands_over_nor_receives(kept: Path, tmp_path: Path) -> None:
    """Nor does its own exchange take it anywhere: the check comes before any folder is looked at."""
    with practice.enter(kept) as vault, pytest.raises(NotAllowed, match="prova"):
        syncing.synchronise(vault, str(tmp_path))
    assert list(tmp_path.iterdir()) == []


def test_its_folder_is_not_remembered_as_the_desk_of_this_computer(
    inside: tuple[DeskWindow, list[str]],
) -> None:
    assert settings.get("vault") == ""
    assert settings.get("training") == "enter"


def test_leaving_goes_back_to_the_real_desk(
    inside: tuple[DeskWindow, list[str]], tmp_path: Path, qtbot: QtBot
) -> None:
    made, _words = create_network(tmp_path / "vera", "Torino", MARTA, str(tmp_path))
    made.close()
    settings.put("vault", str(tmp_path / "vera"))
    section = settings_section(inside[0])
    section.leave()
    qtbot.waitUntil(lambda: inside[1] == ["again"])
    after = DeskWindow(Path(str(settings.get("vault"))), training=str(settings.get("training")))
    qtbot.addWidget(after)
    assert isinstance(after.pages.currentWidget(), UnlockPage)
    assert training.made()


def test_it_can_be_thrown_away_and_begun_anew(inside: tuple[DeskWindow, list[str]], qtbot: QtBot) -> None:
    settings_section(inside[0]).begin_anew()
    qtbot.waitUntil(lambda: inside[1] == ["again"])
    anew = DeskWindow(None, training=str(settings.get("training")))
    qtbot.addWidget(anew)
    assert isinstance(anew.pages.currentWidget(), TrainingPage)
    assert not training.made()
    settings.put("training", "discard")
    gone = DeskWindow(None, training="discard")
    qtbot.addWidget(gone)
    assert isinstance(gone.pages.currentWidget(), FirstRun)
    assert settings.get("training") == ""


def settings_section(made: DeskWindow) -> TrainingSection:
    assert made.desk is not None
    page = made.desk.shell.open("settings", "training")
    wait_for_all()
    assert isinstance(page, SettingsPage)
    section = page.parts.section("training")
    assert isinstance(section, TrainingSection)
    return section
