"""Walks the real desk: every registered page, every part of a page, as a role sees it, and what is wrong there."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from PySide6.QtCore import QPoint, QRect, Qt, QThreadPool
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QApplication,
    QHeaderView,
    QLabel,
    QLineEdit,
    QScrollBar,
    QTableView,
    QWidget,
)

from millegiorni_desk.app.desk import Desk
from millegiorni_desk.app.sections import Sections
from millegiorni_desk.ui import order
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Card
from millegiorni_desk.ui.page import Page
from millegiorni_desk.ui.shell import Shell
from millegiorni_desk.ui.tasks import busy
from millegiorni_desk.vault.vault import Vault
from tests.ui.test_gallery import pieces

Role = QAccessible.Role
SCREEN = (1366, 768)
_CELLS = 30
# What the keyboard may stop at, as a screen reader hears it.
SENSIBLE = {
    Role.Button, Role.CheckBox, Role.RadioButton, Role.EditableText, Role.ComboBox, Role.Table, Role.List,
    Role.ListItem, Role.Chart, Role.Graphic, Role.Link, Role.ButtonMenu, Role.PageTab, Role.StaticText,
    Role.Slider, Role.SpinBox, Role.Tree,
}  # fmt: skip
# Which record a page of one record is opened with.
_OF = {
    "person": "person", "person-data": "person", "merge-cards": "person", "access": "access", "pathway": "pathway",
    "hand-over": "pathway", "appointment": "appointment",
    "meeting": "meeting", "meeting-counter": "meeting",
    "dote": "dote", "receipt": "receipt", "referral": "referral", "service": "service", "new-referral": "person",
    "training": "training", "certificates": "training", "staff-member": "staff_member", "agreement": "agreement",
    "new-pathway": "person", "new-dote": "person", "new-access": "person",
}  # fmt: skip


@dataclass
class Walk:
    """The desk of an open vault and what was found on its screens."""

    desk: Desk
    found: list[str] = field(default_factory=list)

    @property
    def shell(self) -> Shell:
        return self.desk.shell

    def screens(self, but: Collection[str] = ()) -> Iterator[tuple[str, QWidget]]:
        """Every page *but* some, with a record where it is about one, and every part of it; laid out and read."""
        for name in [one for one in self.shell._registered if one not in but]:
            record = argument(self.desk.vault, name)
            if record is None and name in _OF and not name.startswith("new-"):
                continue  # nothing opens a record's page where there is no record
            page = self.shell.open(name, record)
            self.settle()
            yield name, page
            for parts in page.findChildren(Sections):
                for key in parts.entries:
                    parts.open(key)
                    self.settle()
                    yield f"{name}/{key}", page

    def settle(self) -> None:
        """What is read beside the window has arrived and is laid out."""
        rounds = 2
        while rounds:
            QThreadPool.globalInstance().waitForDone()
            for _ in range(4):
                QApplication.processEvents()
            # What arrived may have begun something else.
            rounds = 2 if busy() else rounds - 1


def argument(vault: Vault, name: str) -> object:
    """What opens the page *name* with the newest record that it can show."""
    if name == "indicator":
        return None
    table = _OF.get(name)
    if table is None:
        return None
    # What is only ever added, as a receipt, is never voided.
    kept = [row["name"] for row in vault.query(f"PRAGMA table_info({table})")]
    live = "NOT voided" if "voided" in kept else "true"
    rows = vault.query(f"SELECT id FROM {table} WHERE {live} ORDER BY id LIMIT 1")
    return rows[0]["id"] if rows else None


def stops(page: QWidget) -> list[QWidget]:
    """What Tab stops at inside *page*, in its order: the shell's own, or Qt's where there is none."""
    if isinstance(page.window(), Shell):
        return [each for each in order.stops(page) if each.isVisible() and each.focusProxy() is None]
    found: list[QWidget] = []
    each = page.nextInFocusChain()
    while each is not None and each is not page:
        if page.isAncestorOf(each) and each.isVisible() and _stops_tab(each):
            found.append(each)
        each = each.nextInFocusChain()
    return found


def _stops_tab(widget: QWidget) -> bool:
    tab = Qt.FocusPolicy.TabFocus.value
    return (widget.focusPolicy().value & tab) == tab and widget.isEnabled() and widget.focusProxy() is None


def wrong(page: QWidget) -> Iterator[str]:
    """Everything that is wrong with *page* as it stands, but for what only the keys would find."""
    stopped = stops(page)
    yield from unspoken(stopped)
    yield from valueless(page)
    yield from out_of_order(stopped)
    yield from clipped(page)


def unspoken(stopped: list[QWidget]) -> Iterator[str]:
    """What a screen reader could not name, or would call by something that is no control."""
    for stop in stopped:
        spoken = QAccessible.queryAccessibleInterface(stop)
        said = spoken.text(QAccessible.Text.Name).strip()
        if not said:
            yield f"{of(stop)} has no name"
        if spoken.role() not in SENSIBLE:
            yield f"{of(stop)} «{said}» is said to be a {spoken.role().name}"


def valueless(page: QWidget) -> Iterator[str]:
    """Fields and choices that a screen reader could name but not read."""
    for each in pieces(QAccessible.queryAccessibleInterface(page)):
        if each.role() == Role.EditableText and each.textInterface() is None:
            yield f"«{each.text(QAccessible.Text.Name)}» says no text"
        if each.role() in (Role.CheckBox, Role.RadioButton) and not _can_say_checked(each):
            yield f"«{each.text(QAccessible.Text.Name)}» does not say whether it is chosen"


def _can_say_checked(each: QAccessibleInterface) -> bool:
    button = each.object()
    return not isinstance(button, QAbstractButton) or button.isCheckable()


def _part_of_a_view(widget: QWidget) -> bool:
    return isinstance(widget.parentWidget(), QAbstractScrollArea | QHeaderView | QScrollBar)


def out_of_order(stopped: list[QWidget]) -> Iterator[str]:
    """Stops of Tab inside one card where the next one stands above the one before it."""
    for before, after in pairwise(stopped):
        card = _card(before)
        if card is None or card is not _card(after):
            continue
        first, second = _place(before, card), _place(after, card)
        if second.bottom() < first.top() and second.left() <= first.right():
            yield f"{of(after)} comes after {of(before)}, which stands below it"


def _card(widget: QWidget) -> QWidget | None:
    each: QWidget | None = widget
    while each is not None and not isinstance(each, Card):
        each = each.parentWidget()
    return each


def _place(widget: QWidget, inside: QWidget) -> QRect:
    return QRect(widget.mapTo(inside, QPoint(0, 0)), widget.size())


def clipped(page: QWidget) -> Iterator[str]:
    """Words that have less room than they need, and pieces that stand out of the page."""
    for each in page.findChildren(QWidget):
        if not each.isVisible() or each.visibleRegion().isNull() or _part_of_a_view(each):
            continue
        if isinstance(each, QLabel) and each.text():
            yield from _cut_label(each)
        elif isinstance(each, QTableView):
            yield from _cut_cells(each)
        elif isinstance(each, QAbstractButton) and each.text():
            need = each.sizeHint().width() if isinstance(each, Button) else each.minimumSizeHint().width()
            if need > each.width() + 1:
                yield f"{of(each)} needs {need} px and has {each.width()}"
    if isinstance(page, Page):
        yield from _too_wide(page)


def _cut_label(each: QLabel) -> Iterator[str]:
    if each.wordWrap():
        need = each.heightForWidth(each.width())
        if need > each.height() + 2:
            yield f"{of(each)} needs {need} px of height and has {each.height()}"
    elif each.sizeHint().width() > each.width() + 1:
        yield f"{of(each)} needs {each.sizeHint().width()} px and has {each.width()}"


def _cut_cells(each: QTableView) -> Iterator[str]:
    head = each.horizontalHeader()
    for at in range(head.count()):
        if head.sectionSizeHint(at) > head.sectionSize(at) > 0:
            yield f"{of(each)}: the title of column {at + 1} needs {head.sectionSizeHint(at)} px"
    for at in range(min(each.model().rowCount(), _CELLS)):
        if each.sizeHintForRow(at) > each.rowHeight(at):
            yield f"{of(each)}: row {at + 1} needs {each.sizeHintForRow(at)} px of height"


def _too_wide(page: Page) -> Iterator[str]:
    room = page.scroller.viewport().width()
    if page.content.width() > room + 1:
        yield f"the page needs {page.content.width()} px and has {room}"


def of(widget: QWidget) -> str:
    """A widget as a person would point at it."""
    text = getattr(widget, "text", lambda: "")
    words = widget.accessibleName() or (text() if callable(text) else str(text))
    return f"{type(widget).__name__} «{words[:60]}»"


def enter(folder: Path, name: str, passphrase: str) -> Walk:
    """Open the vault in *folder* as the desk does; its window has the smallest screen's size."""
    from millegiorni_desk.flows.desk import open_desk

    made = Walk(Desk(open_desk(folder, name, passphrase), lambda: None))
    made.shell.resize(*SCREEN)
    return made


def words(page: QWidget) -> set[str]:
    """Everything that *page* says: what is drawn, what stands in empty fields, what is spoken and pointed out."""
    said: set[str] = set()
    for each in (page, *page.findChildren(QWidget)):
        if each.isVisible():
            text = getattr(each, "text", None) if not isinstance(each, QLineEdit) else each.placeholderText
            said |= {str(text()) if callable(text) else "", each.accessibleName(), each.toolTip()}
    return {one for one in said if one}
