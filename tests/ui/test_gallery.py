"""Every sample screen: spoken names everywhere, nothing wider than the screen, pictures of all."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint
from PySide6.QtGui import QAccessible, QAccessibleInterface, QImage
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QScrollArea, QWidget

from millegiorni_desk.ui import gallery, theme
from millegiorni_desk.ui.page import Page
from millegiorni_desk.ui.shell import Shell

OPERABLE = {
    QAccessible.Role.Button,
    QAccessible.Role.CheckBox,
    QAccessible.Role.RadioButton,
    QAccessible.Role.EditableText,
    QAccessible.Role.ComboBox,
    QAccessible.Role.Table,
}


@pytest.fixture
def shell(window: Callable[[QWidget], QWidget]) -> Shell:
    made = gallery.build_shell()
    made.resize(1366, 768)
    window(made)
    return made


def pieces(spoken: QAccessibleInterface) -> Iterator[QAccessibleInterface]:
    yield spoken
    # The cells of a table are told by their own text; ten thousand of them are not walked.
    if spoken.role() == QAccessible.Role.Table:
        return
    for at in range(spoken.childCount()):
        child = spoken.child(at)
        if child is not None and child.isValid() and not child.state().invisible:
            yield from pieces(child)


@pytest.mark.parametrize("name", gallery.SCREENS)
def test_whatever_can_be_operated_has_a_spoken_name(shell: Shell, name: str) -> None:
    shell.open(name)
    gallery.picture(shell)
    found = [each for each in pieces(QAccessible.queryAccessibleInterface(shell)) if each.role() in OPERABLE]
    assert len(found) > 10
    nameless = [
        f"{each.role().name} {each.object()}"
        for each in found
        if not each.text(QAccessible.Text.Name).strip() and not _inside_a_list(each)
    ]
    assert not nameless


def _inside_a_list(each: QAccessibleInterface) -> bool:
    parent = each.parent()
    return parent is not None and parent.role() == QAccessible.Role.ComboBox


class _Windows(QObject):
    """Notes every window that opens."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[QObject] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.opened.append(watched)
        return False


@pytest.mark.parametrize("name", gallery.SCREENS)
def test_no_piece_flashes_up_as_a_window_of_its_own(qapp: QApplication, shell: Shell, name: str) -> None:
    windows = _Windows()
    qapp.installEventFilter(windows)
    shell.open(name)
    qapp.removeEventFilter(windows)
    assert windows.opened == []


@pytest.mark.parametrize("name", gallery.SCREENS)
def test_whatever_takes_the_keyboard_has_a_spoken_name(shell: Shell, name: str) -> None:
    page = shell.open(name)
    for widget in page.findChildren(QWidget):
        if widget.focusPolicy().value & 1 and widget.isVisibleTo(page) and widget.focusProxy() is None:
            holder = widget.parentWidget()
            named = widget.accessibleName() or (holder.accessibleName() if holder is not None else "")
            assert named, widget


@pytest.mark.parametrize("scale", [100, 200])
@pytest.mark.parametrize("name", gallery.SCREENS)
def test_nothing_is_cut_at_the_side_of_a_small_screen(shell: Shell, name: str, scale: int) -> None:
    theme.apply("light", scale)
    page = shell.open(name)
    assert isinstance(page, Page)
    gallery.picture(shell)
    assert (shell.width(), shell.height()) == (1366, 768)
    view = page.scroller.viewport().width()
    assert page.content.width() == view
    for widget in page.content.findChildren(QWidget):
        if widget.isVisibleTo(page.content) and not _scrolled(widget, page.content):
            left = widget.mapTo(page.content, QPoint(0, 0)).x()
            assert left >= 0, widget
            assert left + widget.width() <= view, widget


def _scrolled(widget: QWidget, content: QWidget) -> bool:
    above = widget.parentWidget()
    while above is not None and above is not content:
        if isinstance(above, QAbstractScrollArea):
            return True
        above = above.parentWidget()
    return False


def test_the_new_access_needs_no_scrolling_on_a_small_screen(shell: Shell) -> None:
    page = shell.open("accesses")
    gallery.picture(shell)
    bar = page.findChild(QScrollArea).verticalScrollBar()
    assert bar.maximum() == 0


def test_pictures_are_written_in_every_look(qapp: QApplication, tmp_path: Path) -> None:
    written = gallery.render(tmp_path)
    assert len(written) == 3 * len(gallery.SCREENS)
    for file in written:
        picture = QImage(str(file))
        assert (picture.width(), picture.height()) == (1366, 768)
        ground = picture.pixelColor(700, 8).name().upper()
        assert ground == ("#12181B" if file.stem.endswith("dark") else "#F6F4EF")
