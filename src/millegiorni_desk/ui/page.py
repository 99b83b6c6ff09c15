"""What a screen is built on: a scrolling body, actions at its foot, columns that fold when narrow."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QBoxLayout, QHBoxLayout, QScrollArea, QSizePolicy, QWidget

from millegiorni_desk.changes import Changes
from millegiorni_desk.ui import tokens
from millegiorni_desk.ui.labels import label
from millegiorni_desk.ui.look import px
from millegiorni_desk.ui.spacing import column, fix, row


class Columns(QWidget):
    """Widgets side by side, one below the other when there are fewer than *fold_under* px (at 100 %)."""

    def __init__(self, *widgets: QWidget, stretch: tuple[int, ...] = (), fold_under: int = 760) -> None:
        super().__init__()
        self._fold_under = fold_under
        self._layout: QHBoxLayout = row(self, spacing=tokens.GAP)
        for at, widget in enumerate(widgets):
            self._layout.addWidget(widget, stretch[at] if stretch else 1)

    @property
    def folded(self) -> bool:
        """Whether the widgets stand one below the other now."""
        return self._layout.direction() == QBoxLayout.Direction.TopToBottom

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = event.size().width() < px(self._fold_under)
        down, across = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        if narrow != self.folded:
            self._layout.setDirection(down if narrow else across)


class Stack(QWidget):
    """Widgets one below the other, kept at the top."""

    def __init__(self, *widgets: QWidget, spacing: int = 14) -> None:
        super().__init__()
        layout = column(self, spacing=spacing)
        for widget in widgets:
            layout.addWidget(widget)
        layout.addStretch(1)


class ActionBar(QWidget):
    """The foot of a page: quiet note and second actions on the left, the primary action last on the right."""

    def __init__(self) -> None:
        super().__init__()
        outer = column(self, margins=(28, 8, 28, 16), spacing=tokens.HAIR)
        self._note = label("", "small")
        self._note.hide()
        outer.addWidget(self._note)
        self._line = row(spacing=tokens.TIGHT)
        self._line.addStretch(1)
        outer.addLayout(self._line)
        self._left = 0
        self.hide()

    def add(self, widget: QWidget, *, left: bool = False) -> None:
        """Put a button at the right end, or with *left* after those on the left."""
        if left:
            self._line.insertWidget(self._left, widget)
            self._left += 1
        else:
            self._line.addWidget(widget)
        self.show()

    def say(self, words: str) -> None:
        """Show a quiet line above the buttons ("Bozza salvata alle 14:32")."""
        self._note.setText(words)
        self._note.setVisible(bool(words))
        self.show()


class Page(QWidget):
    """A screen. Fill ``body``; put buttons into ``foot``; override the three hooks that are needed.

    *scrolls*: the body scrolls as a whole; false for pages whose table scrolls itself.
    """

    title_changed = Signal(str)
    state_changed = Signal(str, str)

    def __init__(self, title: str, *, scrolls: bool = True) -> None:
        super().__init__()
        self.setObjectName("page")
        self.title = title
        self.state: tuple[str, str] = ("", "info")
        outer = column(self)
        self.content = QWidget()
        self.content.setObjectName("page")
        self.body = column(self.content, margins=(28, 4, 28, 16), spacing=14)
        self.scroller: QScrollArea | None = None
        if scrolls:
            self.scroller = QScrollArea()
            self.scroller.setWidgetResizable(True)
            self.scroller.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            self.scroller.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            self.scroller.setWidget(self.content)
            outer.addWidget(self.scroller, 1)
            _app().focusChanged.connect(self._keep_in_sight)
        else:
            outer.addWidget(self.content, 1)
        self.foot = ActionBar()
        outer.addWidget(self.foot)

    def add(self, widget: QWidget, stretch: int = 0) -> None:
        """Put *widget* below what is in the body."""
        self.body.addWidget(widget, stretch)

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

    def first_focus(self) -> QWidget | None:
        """Where the keyboard goes when the page is shown; ``None``: the first field in order."""
        return None

    def _keep_in_sight(self, old: QWidget | None, new: QWidget | None) -> None:
        if self.scroller is not None and new is not None and self.content.isAncestorOf(new):
            self.scroller.ensureWidgetVisible(new, px(tokens.GAP), px(tokens.WIDE))


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
