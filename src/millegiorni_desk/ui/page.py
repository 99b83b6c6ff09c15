"""What a screen is built on: a scrolling body and actions at its foot."""

from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt, Signal
from PySide6.QtWidgets import QApplication, QScrollArea, QSizePolicy, QWidget

from millegiorni_desk.changes import Changes
from millegiorni_desk.ui import look, tokens
from millegiorni_desk.ui.columns import Columns
from millegiorni_desk.ui.field import Field
from millegiorni_desk.ui.labels import Wrapped
from millegiorni_desk.ui.look import px
from millegiorni_desk.ui.spacing import column, fix, row

__all__ = ["ActionBar", "Columns", "Page", "Stack", "narrow"]

_AROUND = (28, 4, 28, 16)


class Stack(QWidget):
    """Widgets one below the other, kept at the top."""

    def __init__(self, *widgets: QWidget, spacing: int = 14) -> None:
        super().__init__()
        layout = column(self, spacing=spacing)
        for widget in widgets:
            layout.addWidget(widget)
        layout.addStretch(1)


class ActionBar(QWidget):
    """The foot of a page: second actions and a quiet note on the left, the primary action last."""

    def __init__(self) -> None:
        super().__init__()
        outer = column(self, margins=(28, 8, 28, 16))
        left, right = QWidget(), QWidget()
        self._left = row(left, spacing=tokens.TIGHT)
        self._right = row(right, spacing=tokens.TIGHT)
        self._right.addStretch(1)
        self._note = Wrapped("", "small")
        self._note.hide()
        self._left.addWidget(self._note, 100)
        # Without a note the buttons keep their own width.
        self._left.addStretch(1)
        outer.addWidget(Columns(left, right, stretch=(1, 0), fold_under=0, spacing=tokens.TIGHT))
        self.hide()

    def add(self, widget: QWidget, *, left: bool = False) -> None:
        """Put a button at the right end, or with *left* after those on the left."""
        if left:
            self._left.insertWidget(self._left.count() - 2, widget)
        else:
            self._right.addWidget(widget)
        self.show()

    def say(self, words: str) -> None:
        """Show a quiet line at the left ("Bozza salvata alle 14:32")."""
        self._note.say(words)
        self._note.setVisible(bool(words))
        self.show()


class Page(QWidget):
    """A screen. Fill ``body``; put buttons into ``foot``; override the three hooks that are needed.

    The body scrolls only when it does not fit: a table added with ``stretch`` 1 takes the room there is and
    scrolls itself.
    """

    one_place = False
    """Whether the way back comes to it as it was left, whatever it was opened with: a form begun, not another one."""

    title_changed = Signal(str)
    state_changed = Signal(str, str)

    def __init__(self, title: str) -> None:
        super().__init__()
        self.setObjectName("page")
        self.title = title
        self.state: tuple[str, str] = ("", "info")
        outer = column(self)
        self._pinned = column()
        outer.addLayout(self._pinned)
        self.content = QWidget()
        self.content.setObjectName("page")
        whole = column(self.content, margins=_AROUND)
        self.body = column(spacing=14)
        whole.addLayout(self.body)
        whole.addStretch(1)
        self._whole = whole
        self.scroller = QScrollArea()
        self.scroller.setWidgetResizable(True)
        self.scroller.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.scroller.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.scroller.setWidget(self.content)
        outer.addWidget(self.scroller, 1)
        self._scrolled_by_hand = False
        bar = self.scroller.verticalScrollBar()
        bar.actionTriggered.connect(self._scrolled)
        bar.rangeChanged.connect(self._grown)
        bar.rangeChanged.connect(self._keep_edge)
        look.notifier.changed.connect(self._keep_edge)
        _app().focusChanged.connect(self._keep_in_sight)
        self.foot = ActionBar()
        outer.addWidget(self.foot)

    def add(self, widget: QWidget, stretch: int = 0) -> None:
        """Put *widget* below what is in the body; with *stretch* 1 it takes the height that is left."""
        self.body.addWidget(widget, stretch)
        if stretch:
            self._whole.setStretchFactor(self.body, 1000)

    def pin(self, widget: QWidget) -> None:
        """Put *widget* above the body, where it stays while the body scrolls."""
        holder = QWidget()
        column(holder, margins=(28, 4, 28, 8)).addWidget(widget)
        self._pinned.addWidget(holder)

    def set_title(self, title: str) -> None:
        """Change the title at the top. It is on screen only, never in the window's title."""
        self.title = title
        self.title_changed.emit(title)

    def set_state(self, words: str, kind: str = "info") -> None:
        """Change the pill beside the title; empty hides it."""
        self.state = (words, kind)
        self.state_changed.emit(words, kind)

    def arrived(self, argument: object = None) -> None:
        """The page is shown; *argument* is what ``Shell.open`` was given."""

    def refresh(self, changes: Changes) -> None:
        """Records changed; called at once while shown, otherwise when next shown, before :meth:`arrived`."""

    def leaving(self) -> None:
        """The desk is about to be locked or closed: the last moment to keep what is on the screen."""

    def first_focus(self) -> QWidget | None:
        """Where the keyboard goes when the page is shown; ``None``: the first field in order."""
        return None

    def _keep_in_sight(self, old: QWidget | None, new: QWidget | None) -> None:
        if new is not None:
            self.keep_in_sight(new)

    def keep_in_sight(self, widget: QWidget) -> None:
        """Scroll until *widget*, which has the keyboard, is seen; what stands beside the scrolled part always is."""
        if self.content.isAncestorOf(widget):
            show_whole(self.scroller, widget)
            self._scrolled_by_hand = False

    def _keep_edge(self) -> None:
        """The scroll bar stands in the margin: with or without it, cards end where the head and the foot do."""
        bar = self.scroller.verticalScrollBar()
        taken = bar.sizeHint().width() if bar.maximum() else 0
        left, top, right, bottom = (px(side) for side in _AROUND)
        self._whole.setContentsMargins(left, top, right - taken, bottom)

    def _scrolled(self) -> None:
        """By the wheel or the bar, never by the program: she looks elsewhere than where the keyboard is."""
        self._scrolled_by_hand = True

    def _grown(self) -> None:
        """Leaving a field or unfolding a form changes heights after the keyboard moved: look again.

        However long that takes: on a busy computer a page is laid out late. What she scrolls to by hand stays.
        """
        now = _app().focusWidget()
        if not self._scrolled_by_hand and now is not None and self.content.isAncestorOf(now):
            show_whole(self.scroller, now)


def show_whole(scroller: QScrollArea, widget: QWidget) -> None:
    """Scroll until *widget* is in sight with the words of its question: label, and what is wrong with it."""
    field: QWidget | None = widget
    while field is not None and not isinstance(field, Field):
        field = field.parentWidget()
    if field is not None and field.height() < scroller.viewport().height() // 2:
        scroller.ensureWidgetVisible(field, 0, px(tokens.GAP))
    scroller.ensureWidgetVisible(widget, px(tokens.GAP), px(tokens.WIDE))


def show_top(widget: QWidget) -> None:
    """Scroll the page until *widget* begins at the top of what is in sight, as far as there is something below it."""
    page = _page(widget)
    if page is not None:
        # What was only just put there has its place once all that was asked for is laid out.
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
        top = widget.mapTo(page.content, QPoint(0, 0)).y()
        page.scroller.verticalScrollBar().setValue(top - px(tokens.TIGHT))


def show_start(widget: QWidget) -> None:
    """Scroll the page that *widget* is on to its beginning, but for what has the keyboard, which stays in sight."""
    page, now = _page(widget), _app().focusWidget()
    if page is None:
        return
    page.scroller.verticalScrollBar().setValue(0)
    if now is not None and page.content.isAncestorOf(now):
        show_whole(page.scroller, now)


def _page(widget: QWidget) -> Page | None:
    each: QWidget | None = widget
    while each is not None and not isinstance(each, Page):
        each = each.parentWidget()
    return each


def _app() -> QApplication:
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        raise RuntimeError("a QApplication must exist before a page is built")
    return app


def narrow(widget: QWidget) -> QWidget:
    """Hold *widget* to the width of a form (1100 px at 100 %)."""
    fix(widget, at_most=(tokens.FORM_WIDTH, 0))
    widget.setSizePolicy(QSizePolicy.Policy.Expanding, widget.sizePolicy().verticalPolicy())
    return widget
