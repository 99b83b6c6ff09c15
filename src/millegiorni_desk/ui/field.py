"""One question of a form: label, control, and the sentence beside it when the answer cannot be right."""

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLabel, QLineEdit, QSizePolicy, QWidget

from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.ui.labels import label, restyle, reveal
from millegiorni_desk.ui.spacing import column, row


class UndoLine(QLineEdit):
    """A line that leaves Ctrl+Z to the window while nothing typed into it can be undone."""

    def event(self, event: QEvent) -> bool:
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.matches(QKeySequence.StandardKey.Undo)
            and not self.isUndoAvailable()
        ):
            event.ignore()
            return False
        return super().event(event)


class Field(QWidget):
    """Label above, control below, then a hint or the error; the label is the control's spoken name.

    ``changed`` is emitted when the answer changes, by the user or by :meth:`set_value`.
    """

    changed = Signal()

    def __init__(self, words: str, control: QWidget, *, hint: str = "") -> None:
        super().__init__()
        self.words = words
        self.control = control
        self._hint = hint
        layout = column(self, spacing=4)
        self._label = label(words.replace("&", "&&"), "small")
        self._label.setBuddy(control)
        self.heading = row(spacing=8)
        self.heading.addWidget(self._label)
        self.heading.addStretch(1)
        layout.addLayout(self.heading)
        self.beside_control = row(spacing=12)
        self.beside_control.addWidget(control, 1)
        layout.addLayout(self.beside_control)
        self._note: QLabel = label(hint, "small", wrap=True)
        reveal(self._note, bool(hint))
        layout.addWidget(self._note)
        control.setAccessibleName(words)
        control.setAccessibleDescription(hint)
        self.setFocusProxy(control)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)

    def hide_label(self) -> None:
        """For a control that says its own words; the label stays as its spoken name only."""
        self._label.hide()

    @property
    def problem(self) -> str:
        """The sentence shown beside the field, or nothing."""
        return self._note.text() if self._note.property("role") == "danger" else ""

    def show_problem(self, sentence: str) -> None:
        """Put *sentence* beside the field, and in what a screen reader says of it; empty takes it away."""
        was_wrong = bool(self.problem)
        self._note.setText(sentence or self._hint)
        reveal(self._note, bool(sentence or self._hint))
        self.control.setAccessibleDescription(sentence or self._hint)
        if was_wrong == bool(sentence):
            return  # To read the style sheet again takes as long as to make the field.
        self._note.setProperty("role", "danger" if sentence else "small")
        self.control.setProperty("wrong", "true" if sentence else "false")
        restyle(self._note)
        restyle(self.control)

    def set_hint(self, hint: str) -> None:
        """Change the line shown under the field while nothing is wrong."""
        self._hint = hint
        if not self.problem:
            self.show_problem("")

    def value(self) -> object:
        """The answer; empty text, tuple or ``None`` if nothing was said. Raises :class:`InvalidValue`."""
        return None

    def set_value(self, value: object) -> None:
        """Put an answer in, as :meth:`value` gives it back."""

    def clear(self) -> None:
        """Back to no answer and no problem."""
        self.set_value(None)
        self.show_problem("")

    def check(self) -> bool:
        """Whether the answer can be right; if not, the sentence is shown beside the field."""
        try:
            self.value()
        except InvalidValue as problem:
            self.show_problem(problem.message)
            return False
        self.show_problem("")
        return True
