"""A house reviews its similar cards by keyboard, sees what differs, and takes back what it likes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from millegiorni_desk.app import pairs as pairs_pages
from millegiorni_desk.app import person as person_pages
from millegiorni_desk.app.pairs.page import PairsPage
from millegiorni_desk.areas.people import pairs
from millegiorni_desk.areas.people import service as people
from millegiorni_desk.areas.people import view as people_view
from millegiorni_desk.areas.people.records import Person
from millegiorni_desk.changes import Changes
from millegiorni_desk.ui import theme
from millegiorni_desk.ui.marks import Marked, parts
from millegiorni_desk.ui.shell import Shell
from millegiorni_desk.ui.tasks import wait_for_all
from millegiorni_desk.vault.opening import FirstUser, Place
from millegiorni_desk.vault.permissions import Role
from millegiorni_desk.vault.vault import Vault
from tests.new_vaults import new_vault
from tests.ui.spoken import nameless

LUCIA = FirstUser("lucia", "Lucia", (Role.CASE_MANAGER,), "cinque parole a caso qui")


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Vault]:
    with new_vault(tmp_path / "barrito", Place("BAR", 2), LUCIA) as vault:
        known = {"house": "BAR", "citizenship": "MA", "address": "via Nizza 12"}
        for name, surname, born, phone in (
            ("Fatma", "El Hammoudi", date(1994, 3, 12), "333 7149452"),
            ("Fatima", "El Hamoudi", date(1994, 12, 3), "333 7149458"),
        ):
            people.add(vault, Person(name=name, surname=surname, birth_date=born, phone=phone, **known))
        yield vault


@pytest.fixture
def page(house: Vault, qtbot: QtBot, window: Callable[[QWidget], QWidget]) -> Iterator[PairsPage]:
    shell = Shell("Barrito", "Lucia")
    for pages in (people_view.pages, person_pages.pages, pairs_pages.pages):
        pages(house, shell)
    shell.resize(1366, 768)
    window(shell)
    made = shell.open("pairs")
    assert isinstance(made, PairsPage)
    qtbot.waitUntil(lambda: made.review.left == 1, timeout=20_000)
    yield made
    assert wait_for_all()


def key(letter: str) -> None:
    QTest.keyClicks(QApplication.focusWidget(), letter)


def words_of(widget: QWidget) -> str:
    return " | ".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())


def marked(one: str, other: str) -> tuple[str, str]:
    told = ("".join(f"[{p.text}]" if p.differs else p.text for p in side) for side in parts(one, other))
    first, second = told
    return first, second


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("Fatma El Hammoudi", "Fatma El Ha[m]moudi"), ("Fatima El Hamoudi", "Fat[i]ma El Hamoudi")),
        (("12/03/1994", "[12]/[03]/1994"), ("03/12/1994", "[03]/[12]/1994")),
        (("333 7149452", "333 714945[2]"), ("333 7149458", "333 714945[8]")),
        (("via Po 1", "via [Po] [1]"), ("Via Nizza 9", "Via [Nizza] [9]")),
        (("Rosa Quispe Mamani", "Rosa Quispe[ Mamani]"), ("Rosa Quispe", "Rosa Quispe")),
    ],
)
def test_what_differs_is_told_by_letters_words_and_parts_of_dates(
    one: tuple[str, str], other: tuple[str, str]
) -> None:
    assert marked(one[0], other[0]) == (one[1], other[1])
    assert marked(other[0], one[0]) == (other[1], one[1])


def test_a_name_is_never_markup(window: Callable[[QWidget], QWidget]) -> None:
    shown = Marked(parts("<b>Ada</b> & co", "Ada")[0], "differs")
    window(shown)
    assert shown.text() == "<b>Ada</b> & co"
    assert "&lt;" in QLabel.text(shown) and "<b>" not in QLabel.text(shown)


def test_a_house_reviews_its_cards_by_keyboard(house: Vault, page: PairsPage, qtbot: QtBot) -> None:
    step = page.review
    told = words_of(step)
    for reason in (
        "stesso suono del nome (Fatma/Fatima)",
        "data con giorno e mese scambiati",
        "codice fiscale assente",
    ):
        assert reason in told
    spoken = {one.accessibleName() for one in step.findChildren(Marked)}
    assert {"Nata: 12/03/1994, diverso: 12, 03", "Come si può chiamare: 333 7149458, diverso: 8"} <= spoken
    assert "bit" not in told and not nameless(page)
    key("i")
    assert "bit" in words_of(step) and "Probabilità" in words_of(step)
    key("i")
    assert "bit" not in words_of(step)
    key("s")
    assert pairs.to_review(house) == [] and step.left == 0
    key("z")
    assert len(pairs.to_review(house)) == step.left == 1
    key("n")
    page.refresh(Changes.of("person.decide", [("person_decision", "the one")]))
    assert "2 decisioni" in words_of(page)
    page.parts.open("decided")
    section = page.decided
    QTest.keyClicks(QApplication.focusWidget(), "hamoudi lucia")
    qtbot.waitUntil(lambda: section.table.model.rowCount() == 2, timeout=5_000)
    assert [section.table.model.row(at)["verdict"] for at in range(2)] == [
        "Lasciate in dubbio",
        "annullata (stessa persona)",
    ]
    assert not nameless(page)
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Down)
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is section.back_button
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert section.table.current()["verdict"] == "annullata (lasciate in dubbio)"
    assert not section.back_button.isEnabled()
    page.parts.open("review")
    qtbot.waitUntil(lambda: step.left == 1 and not step.work.busy, timeout=20_000)
    assert not step.back_button.isVisible()


def test_ctrl_z_takes_back_what_was_decided_last(house: Vault, page: PairsPage) -> None:
    """Not what was done before she came here; and what Z took back already, not again."""
    shell, undone = page.window(), []
    assert isinstance(shell, Shell)
    shell.say("Scheda salvata", lambda: undone.append("scheda"))
    key("d")
    assert pairs.to_review(house) == [] and shell.toast.undo_button.isVisible()
    undo()
    assert len(pairs.to_review(house)) == page.review.left == 1
    key("s")
    key("z")
    assert len(pairs.to_review(house)) == page.review.left == 1 and undone == []
    undo()
    assert undone == [] and shell.toast.words == "Questo non si annulla da qui. Prima: scheda salvata"
    undo()
    assert undone == ["scheda"]


def undo() -> None:
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)


def test_what_comes_back_says_what_is_new(house: Vault, page: PairsPage, qtbot: QtBot) -> None:
    (pair,) = pairs.to_review(house)
    key("n")
    people.edit(house, pair.a.id, phone=pair.b.phone)
    page.review.forget()
    page.parts.open("review")
    qtbot.waitUntil(lambda: page.review.left == 1, timeout=20_000)
    assert f"Il {date.today():%d/%m/%Y} Lucia ha detto «non so». Nuovo da allora: telefono." in words_of(page)
    for look, scale in (("dark", 100), ("light", 200)):
        theme.apply(look, scale)
        QApplication.processEvents()
        assert page.content.width() <= page.scroller.viewport().width()
