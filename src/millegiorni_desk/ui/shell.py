"""The frame of the program: rail, page header, pages built when first shown, the hidden screen."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget
from shiboken6 import isValid

from millegiorni_desk.changes import Changes
from millegiorni_desk.language import _
from millegiorni_desk.ui import look, tokens
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.discreet import Covers, DiscreetPage
from millegiorni_desk.ui.help import HelpPanel
from millegiorni_desk.ui.labels import Pill, Wrapped, label, set_role
from millegiorni_desk.ui.later import later
from millegiorni_desk.ui.order import first_stop, next_stop
from millegiorni_desk.ui.page import Page
from millegiorni_desk.ui.rail import Rail
from millegiorni_desk.ui.screens import Screens
from millegiorni_desk.ui.spacing import column, row
from millegiorni_desk.ui.spoken import teach
from millegiorni_desk.ui.toast import Toast, Undo
from millegiorni_desk.ui.wrap import Heading

TITLE = "Millegiorni Desk"
_LONG_TITLE = 40


@dataclass(frozen=True)
class _Registered:
    name: str
    words: str
    factory: Callable[[], QWidget]
    under: str


class Shell(QMainWindow):
    """The window. Its title never says more than the program's name.

    ``lock_wanted`` (Ctrl+L), ``search_wanted`` (Ctrl+K), ``page_shown`` (name), ``hidden_changed``
    (whether the screen is hidden), ``close_wanted`` (what makes the page to show once the desk is closed).
    """

    lock_wanted = Signal()
    close_wanted = Signal(object)
    search_wanted = Signal()
    page_shown = Signal(str)
    hidden_changed = Signal(bool)

    def __init__(self, house: str = "", desk: str = "") -> None:
        super().__init__()
        teach()
        self.setWindowTitle(TITLE)
        self._house = house
        self._registered: dict[str, _Registered] = {}
        self._built: dict[str, QWidget] = {}
        self._waiting: dict[str, list[Changes]] = {}
        self._trail: list[tuple[str, object]] = []
        self._focus_before: QWidget | None = None
        self._covers = Covers()
        self.rail = Rail(self.toggle_hidden, self.lock_wanted.emit)
        self.rail.wanted.connect(self.open)
        self.help = HelpPanel()
        self.help.closed.connect(self.toggle_help)
        self._before_help: QWidget | None = None
        self._pages = Screens()
        self._frame = self._build_frame()
        self._discreet = DiscreetPage()
        self._discreet.return_wanted.connect(self.toggle_hidden)
        self._whole = Screens()
        self._whole.addWidget(self._frame)
        self._whole.addWidget(self._discreet)
        self.setCentralWidget(self._whole)
        self.toast = Toast(self._pages, self._foot_high)
        self.set_identity(house, desk)
        for keys, action in (
            ("F9", self.toggle_hidden),
            ("Ctrl+L", self.lock_wanted.emit),
            ("Ctrl+Z", self._undo),
            ("Alt+Left", self.back),
        ):
            QShortcut(QKeySequence(keys), self, action)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._focus_moved)
        look.notifier.changed.connect(self._fold_if_narrow)

    def _build_frame(self) -> QWidget:
        frame = QWidget()
        frame.setObjectName("ground")
        across = row(frame)
        across.addWidget(self.rail)
        right = column()
        across.addLayout(right, 1)
        self._band = label("", "strong", wrap=True)
        self._band.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._band.setProperty("band", True)
        self._band.hide()
        right.addWidget(self._band)
        header = row(margins=(28, 16, 28, 10), spacing=tokens.NEAR)
        self._back = Button(_("Torna indietro"), self.back, kind="tool", icon="back")
        self._back.hide()
        self._title = Wrapped("", "title")
        self._state = Pill()
        self.search_button = Button(_("Cerca"), self._search, kind="soft", keys="Ctrl+K", icon="search")
        self.help_button = Button(_("Aiuto"), self.toggle_help, kind="soft", keys="F1", icon="info")
        header.addWidget(self._back)
        # A long state goes below a long title rather than cut it.
        header.addWidget(Heading(self._title, self._state, spacing=tokens.NEAR), 1)
        header.addWidget(self.help_button)
        header.addWidget(self.search_button)
        right.addLayout(header)
        beside = row(margins=(0, 0, 0, 0), spacing=0)
        beside.addWidget(self._pages, 1)
        beside.addWidget(self.help)
        right.addLayout(beside, 1)
        return frame

    def _foot_high(self) -> int:
        page = self._pages.currentWidget()
        return page.foot.height() if isinstance(page, Page) and page.foot.isVisible() else 0

    def toggle_help(self) -> None:
        """Show the lines that help with this page beside it, or take them away."""
        if self.screen_hidden:
            return
        wanted = self.help.isHidden()
        if wanted:
            self._before_help = self.focusWidget()
        else:
            self.help.hide()
        # Room is made before it is shown: the window does not grow.
        self._fit_help(wanted)
        self.help.setVisible(wanted)
        if not wanted:
            if self._before_help is not None and isValid(self._before_help):
                self._before_help.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.help.show_page(self.shown)
        self.help.text.setFocus(Qt.FocusReason.OtherFocusReason)

    def _fit_help(self, wanted: bool) -> None:
        """Where there is no room beside the page, the help stands in its place until it is closed."""
        beside = self.help.fit(self.width() - self.rail.width())
        self._pages.setVisible(beside or not wanted)

    def set_identity(self, house: str, desk: str) -> None:
        """Show whose desk this is ("Barrito", "Postazione 2 · Lucia")."""
        self._house = house
        self.rail.set_identity(house, desk)

    def show_band(self, words: str) -> None:
        """Say *words* above every page, for as long as this vault is open."""
        self._band.setText(words)
        self._band.setVisible(bool(words))

    def register(
        self,
        name: str,
        words: str,
        icon: str,
        factory: Callable[[], QWidget],
        *,
        rail: bool = True,
        under: str = "",
    ) -> None:
        """Make a page known; *factory* builds it when it is first shown.

        With ``rail=False`` it has no entry, and *under* names the page whose entry is marked meanwhile.
        """
        self._registered[name] = _Registered(name, words, factory, under)
        if rail:
            self.rail.add_entry(name, words, icon)

    def open(self, name: str, argument: object = None) -> QWidget:
        """Show the page *name*, handing *argument* to its ``arrived``. Raises ``KeyError`` if unknown."""
        known = self._registered[name]
        page = self._built.get(name)
        if page is None:
            page = self._build(known)
        step = (name, None if isinstance(page, Page) and page.one_place else argument)
        if not self._trail or self._trail[-1] != step:
            self._trail = [*self._trail[-49:], step]
        bar = page.scroller.verticalScrollBar() if isinstance(page, Page) else None
        place = bar.value() if bar is not None else 0
        self._pages.setCurrentWidget(page)
        if bar is not None:
            # For a moment the keyboard was somewhere on the page, which scrolled there.
            bar.setValue(place)
        self.toast.raise_()
        self.rail.mark(known.under or name)
        self._back.setVisible(bool(known.under) and len(self._trail) > 1)
        if isinstance(page, Page):
            for changes in self._waiting.pop(name, []):
                page.refresh(changes)
            page.arrived(argument)
            self._show_title(page.title)
            self._state.show_state(*page.state)
            self._focus(page)
        else:
            self._show_title(known.words)
            self._state.show_state("")
        if not self.help.isHidden():
            self.help.show_page(name)
            if self._pages.isHidden():
                self.toggle_help()
        self.page_shown.emit(name)
        return page

    def knows(self, name: str) -> bool:
        """Whether there is a page *name*: some roles have fewer."""
        return name in self._registered

    def _build(self, known: _Registered) -> QWidget:
        page = known.factory()
        self._built[known.name] = page
        self._pages.addWidget(page)
        if isinstance(page, Page):
            page.foot.installEventFilter(self.toast)  # it grows once what it is about is read
            page.title_changed.connect(lambda title: self._if_shown(page, lambda: self._show_title(title)))
            page.state_changed.connect(
                lambda words, kind: self._if_shown(page, lambda: self._state.show_state(words, kind))
            )
        return page

    def _if_shown(self, page: QWidget, action: Callable[[], object]) -> None:
        if self._pages.currentWidget() is page:
            action()

    def _show_title(self, title: str) -> None:
        # Where there is little room, a long title would leave none to the page.
        set_role(self._title, "section" if self.rail.folded and len(title) > _LONG_TITLE else "title")
        self._title.say(title)

    def _focus(self, page: Page) -> None:
        first = page.first_focus()
        # A list that is still empty hides its search: the keyboard would be in it unseen.
        if first is None or not _shown_in(first, page):
            first = first_stop(page)
        if first is None:
            # A page with nothing to stop at: the way back or on, never what hides the screen at a touch of space.
            first = self._back if not self._back.isHidden() else self._entry_here()
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)
            page.keep_in_sight(first)

    def _entry_here(self) -> QWidget | None:
        return next((entry for entry in self.rail.entries.values() if entry.here), None)

    def back(self) -> None:
        """Show the page before this one."""
        if len(self._trail) > 1 and not self.screen_hidden:
            self._trail.pop()
            name, argument = self._trail.pop()
            self.open(name, argument)

    @property
    def shown(self) -> str:
        """The name of the page shown, empty before the first."""
        return self._trail[-1][0] if self._trail else ""

    def built(self, name: str) -> QWidget | None:
        """The page *name* if it was shown before."""
        return self._built.get(name)

    def leave(self) -> None:
        """Tell every page that the desk is about to be locked or closed."""
        for page in self._built.values():
            if isinstance(page, Page):
                page.leaving()

    def refresh(self, changes: Changes) -> None:
        """Tell the page shown at once, and the others when they are next shown."""
        for name, page in self._built.items():
            if not isinstance(page, Page):
                continue
            if name == self.shown:
                page.refresh(changes)
            else:
                waiting = self._waiting.setdefault(name, [])
                waiting.append(changes)
                if len(waiting) > 50:
                    self._waiting[name] = [Changes(changes.action, everything=True)]

    def set_safety(self, saved: str, backup: str = "", kind: str = "quiet") -> None:
        """At the foot: "Salvato alle 14:32", "Copia di ieri verificata" (*kind* of the second)."""
        self.rail.set_safety(saved, backup, kind)

    def set_sync(self, words: str, kind: str = "quiet") -> None:
        """At the foot: "3 accessi da consegnare"."""
        self.rail.set_sync(words, kind)

    def say(self, words: str, undo: Undo | None = None, what: object = None) -> None:
        """Say what was done; with *undo*, *Annulla* and Ctrl+Z take it back. *what*: see ``Toast.undone``."""
        self.toast.say(words, undo, what)

    def _undo(self) -> None:
        if not self.screen_hidden:
            self.toast.undo_last()

    def _search(self) -> None:
        if not self.screen_hidden:
            self.search_wanted.emit()

    @property
    def screen_hidden(self) -> bool:
        """Whether the neutral page hides everything."""
        return self._whole.currentWidget() is self._discreet

    def toggle_hidden(self) -> None:
        """Hide everything at once, or show it again where it was."""
        if self.screen_hidden:
            self._covers.take_away()
            self._whole.setCurrentWidget(self._frame)
            if self._focus_before is not None:
                self._focus_before.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self._focus_before = self.focusWidget()
            self._whole.setCurrentWidget(self._discreet)
            self._covers.put(self.window())
            self._discreet.arrive(self._house)
            # Painted before anything else is done: a queue may be looking.
            self.repaint()
        self.hidden_changed.emit(self.screen_hidden)

    def focusNextPrevChild(self, forward: bool) -> bool:
        here = QApplication.focusWidget()
        # In the whole window: below the frame a problem may stand that no page took.
        there = next_stop(self.window(), here, forward=forward) if here is not None else first_stop(self)
        if there is None:
            return super().focusNextPrevChild(forward)
        there.setFocus(Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason)
        return True

    def _stay(self, old: QWidget | None, new: QWidget | None) -> None:
        """What had the keyboard was taken away: it stays on the page, never on *Nascondi schermo* unasked."""
        page = self._pages.currentWidget()
        if old is None or not isinstance(page, Page) or not page.isAncestorOf(old):
            return
        if new is None or (self.isAncestorOf(new) and not page.isAncestorOf(new)):
            later(self, lambda: self._bring_back(page, old, new))

    def _bring_back(self, page: Page, old: QWidget, new: QWidget | None) -> None:
        gone = not isValid(old) or not old.isVisible()
        unmoved = QApplication.focusWidget() is None or QApplication.focusWidget() is new
        if not (gone and unmoved and page is self._pages.currentWidget()) or self.screen_hidden:
            return
        # The nearest place before the one that is gone: the page does not jump.
        near = new.previousInFocusChain() if new is not None else None
        while near is not None and near is not new:
            stops = (
                bool(near.focusPolicy() & Qt.FocusPolicy.TabFocus) and near.isEnabled() and near.isVisible()
            )
            if stops and page.isAncestorOf(near):
                near.setFocus(Qt.FocusReason.OtherFocusReason)
                return
            near = near.previousInFocusChain()
        self._focus(page)

    def _focus_moved(self, old: QWidget | None, new: QWidget | None) -> None:
        self._stay(old, new)
        # A modal window keeps the shell's own F9 from working, so each window gets one.
        window = new.window() if new is not None else None
        if window is None or window is self.window() or not self.isVisible():
            return
        if not window.property("hasDiscreetKey"):
            window.setProperty("hasDiscreetKey", True)
            QShortcut(QKeySequence("F9"), window, self.toggle_hidden)

    def _fold_if_narrow(self) -> None:
        scale = look.current().scale
        roomy = self.width() >= tokens.FOLD_UNDER and self.width() * 100 / scale >= 960
        folded = scale >= 200 or not roomy
        if folded != self.rail.folded:
            self.rail.fold(folded)
            for button in (self.search_button, self.help_button):
                button.show_icon_only(folded)
            self._show_title(self._title.text())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_help(not self.help.isHidden())
        self._fold_if_narrow()

    def minimumSizeHint(self) -> QSize:
        return QSize(800, 560)


def _shown_in(widget: QWidget, page: QWidget) -> bool:
    """Whether nobody has hidden it; what was only just added is shown by its layout in the next turn."""
    explicit = Qt.WidgetAttribute.WA_WState_ExplicitShowHide
    each: QWidget | None = widget
    while each is not None and each is not page:
        if each.isHidden() and each.testAttribute(explicit):
            return False
        each = each.parentWidget()
    return True
