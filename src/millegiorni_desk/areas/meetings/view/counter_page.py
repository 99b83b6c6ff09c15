"""*Conta all'ingresso*: one large button for adults, one for minors; each press is kept before the next."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QPainter, QPaintEvent, QPen, QShortcut
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from millegiorni_desk.areas.meetings import counting, listing, service
from millegiorni_desk.areas.meetings.checks import HELD, may_edit
from millegiorni_desk.areas.meetings.records import Meeting
from millegiorni_desk.areas.meetings.view import words
from millegiorni_desk.areas.people.view.pile import ProblemPlace
from millegiorni_desk.changes import Changes
from millegiorni_desk.errors import DeskError
from millegiorni_desk.language import _
from millegiorni_desk.ui import look, tokens
from millegiorni_desk.ui.buttons import Button, key_name, ring
from millegiorni_desk.ui.cards import Card
from millegiorni_desk.ui.choices import TickField
from millegiorni_desk.ui.labels import label
from millegiorni_desk.ui.look import ink, px
from millegiorni_desk.ui.page import Columns, Page
from millegiorni_desk.ui.shell import Shell
from millegiorni_desk.ui.spacing import column
from millegiorni_desk.vault.vault import Vault

_FIGURE = 84
_KEYS = {"adults": "A", "minors": "B"}


def _once_a_press(button: QAbstractButton) -> None:
    """A key that is held down counts one head."""
    for shortcut in button.findChildren(QShortcut):
        shortcut.setAutoRepeat(False)


class Press(QAbstractButton):
    """A large button that shows its figure; with the words of what a press adds, and its key."""

    def __init__(self, said: str, keys: str, then: Callable[[], object]) -> None:
        super().__init__()
        self._said, self._keys, self.figure = said, keys, 0
        self.clicked.connect(then)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        # Wherever the keyboard is on this page: whoever counts looks at the door.
        QShortcut(QKeySequence(keys), self, self.click)
        _once_a_press(self)
        self.setAccessibleDescription(key_name(keys))
        self.show_figure(0)

    def show_figure(self, figure: int) -> None:
        """Show how many there are."""
        self.figure = figure
        self.setAccessibleName(f"{self._said}: {figure}")
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            if not event.isAutoRepeat():
                self.click()
            event.accept()
            return
        super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        return QSize(px(300), px(210))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(150), px(170))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.setPen(QPen(ink("primary"), px(1.5)))
        painter.setBrush(ink("primary" if self.isDown() else "tint"))
        painter.drawRoundedRect(box, px(tokens.CARD_CORNER), px(tokens.CARD_CORNER))
        colour = "on_primary" if self.isDown() else "primary"
        painter.setPen(ink(colour))
        painter.setFont(look.font(_FIGURE, bold=True))
        middle = Qt.AlignmentFlag.AlignCenter
        figure = QRect(0, px(16), self.width(), self.height() - px(76))
        painter.drawText(figure, middle, str(self.figure))
        painter.setFont(look.font(tokens.SECTION, bold=True))
        painter.drawText(QRect(0, self.height() - px(62), self.width(), px(30)), middle, f"+ {self._said}")
        painter.setFont(look.font(tokens.SMALL))
        painter.drawText(
            QRect(0, self.height() - px(34), self.width(), px(22)),
            middle,
            _("tasto {key}").format(key=self._keys),
        )
        if self.hasFocus():
            ring(painter, self, "primary", px(4))
        painter.end()


class CounterPage(Page):
    """Opened with a meeting's id."""

    def __init__(self, vault: Vault, shell: Shell) -> None:
        super().__init__(_("Conta all'ingresso"))
        self._vault, self._shell = vault, shell
        self._meeting: Meeting | None = None
        self.work = ProblemPlace()
        self.presses = {
            "adults": Press(_("Persona adulta"), _KEYS["adults"], partial(self.count, "adults", 1)),
            "minors": Press(_("Bambina o bambino"), _KEYS["minors"], partial(self.count, "minors", 1)),
        }
        self.fewer = {
            who: Button(_("Una in meno"), partial(self.count, who, -1), keys=f"Shift+{_KEYS[who]}")
            for who in _KEYS
        }
        self.fewer["minors"].say(_("Uno in meno"))
        for button in self.fewer.values():
            _once_a_press(button)
        self.together = label("", "figure")
        self.last = label("", "muted", wrap=True)
        self.estimated = TickField(_("Qualcuno mi è sfuggito: le presenze sono stimate"))
        self.estimated.changed.connect(self._estimate)
        self._showing = False
        self.add(self.work)
        self.add(self._counting(), 1)
        self.foot.add(Button(_("Ho finito"), self._done, kind="primary", keys="Ctrl+S"))

    def _counting(self) -> QWidget:
        halves = []
        for who, press in self.presses.items():
            half = Card()
            half.add(press, 1)
            half.add_row(self.fewer[who])
            halves.append(half)
        below = Card()
        for piece in (self.together, self.last, self.estimated):
            below.add(piece)
        whole = QWidget()
        inside = column(whole, spacing=14)
        inside.addWidget(Columns(*halves, fold_under=360), 1)
        inside.addWidget(below)
        return whole

    def arrived(self, argument: object = None) -> None:
        if isinstance(argument, str):
            self.last.setText(_("Ogni tocco è salvato subito. Ctrl+Z toglie l'ultimo."))
            self._load(argument)

    def first_focus(self) -> QWidget | None:
        return self.presses["adults"]

    def refresh(self, changes: Changes) -> None:
        if self._meeting is not None and changes.touches("meeting"):
            self._load(self._meeting.id)

    def _load(self, meeting_id: str) -> None:
        self.work.clear()
        try:
            self._show(listing.meeting(self._vault, meeting_id))
        except DeskError as problem:
            self._meeting = None
            self.work.show_problem(problem)

    def _show(self, meeting: Meeting) -> None:
        self._meeting = meeting
        may = may_edit(self._vault, meeting) and not meeting.voided
        self.set_title(meeting.title)
        for who, press in self.presses.items():
            figure = getattr(meeting, who) or 0
            press.show_figure(figure)
            press.setEnabled(may)
            # Where it has the keyboard it stays as it is: the keyboard would jump away under the hand.
            self.fewer[who].setEnabled(may and (figure > 0 or self.fewer[who].hasFocus()))
        self.together.setText(words.heads(meeting) or _("Ancora nessuna"))
        self._showing = True
        self.estimated.set_value(meeting.estimated)
        self._showing = False
        self.estimated.setEnabled(may and meeting.state == HELD)

    def count(self, who: str, by: int) -> None:
        """One more or one fewer; undo takes exactly this back."""
        held = self._meeting
        if held is None or (by < 0 and not getattr(held, who)):
            return
        self.work.clear()
        first = service.before([held]) if held.state != HELD else None
        try:
            counted = counting.count(self._vault, held.id, who, by)
        except DeskError as problem:
            self.work.show_problem(problem)
            return
        self._show(counted)
        said = self._said(who, by)
        self.last.setText(_("{said}, alle {now:%H:%M:%S}").format(said=said, now=datetime.now()))
        self._shell.say(said, lambda: self._take_back(held.id, who, by, first))

    def _said(self, who: str, by: int) -> str:
        name = _("persona adulta") if who == "adults" else _("bambina o bambino")
        return _("{sign} 1 {name}").format(sign="+" if by > 0 else "−", name=name)

    def _take_back(
        self, meeting_id: str, who: str, by: int, first: dict[str, dict[str, object]] | None
    ) -> None:
        if first is not None:
            service.put_back(self._vault, first)
        else:
            counting.count(self._vault, meeting_id, who, -by)
        if self._meeting is not None and self._meeting.id == meeting_id:
            self.last.setText(_("Annullato: {words}").format(words=self._said(who, by)))
            self._load(meeting_id)

    def _estimate(self) -> None:
        held = self._meeting
        if self._showing or held is None or held.state != HELD:
            return
        self.work.clear()
        before = service.before([held])
        try:
            service.hold(
                self._vault, held.id, held.adults, held.minors, estimated=self.estimated.tick.isChecked()
            )
        except DeskError as problem:
            self.work.show_problem(problem)
        else:
            said = _("Presenze stimate") if self.estimated.tick.isChecked() else _("Presenze contate")
            self._shell.say(said, lambda: service.put_back(self._vault, before))
        self._load(held.id)

    def _done(self) -> None:
        if self._meeting is not None:
            self._shell.open("meeting", self._meeting.id)
