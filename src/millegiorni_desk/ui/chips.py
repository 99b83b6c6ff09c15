"""A question answered with chips: one or several of a few, by keyboard or by touch."""

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut

from millegiorni_desk.language import _
from millegiorni_desk.ui.chip_flow import Chip, Flow, Options, fold
from millegiorni_desk.ui.field import Field
from millegiorni_desk.ui.labels import Wrapped, label

__all__ = ["Chip", "ChipGroup", "Options", "fold"]


class ChipGroup(Field):
    """A question answered with chips that flow and wrap.

    Tab enters and leaves the group; arrows move; letters find a chip; space chooses; Enter goes on;
    ``Ctrl+number`` comes here; ``=`` keeps the former answer given to :meth:`remember`. The value is a
    code (``""`` for none), or with *multiple* a tuple of codes in the order shown. Where the chips are the
    parts of a page (*opens*), Enter opens the one it is on.
    """

    def __init__(
        self,
        words: str,
        options: Options = (),
        *,
        multiple: bool = False,
        number: int = 0,
        hint: str = "",
        opens: bool = False,
    ) -> None:
        self._flow = Flow(opens=opens)
        super().__init__(words, self._flow, hint=hint)
        self._multiple = multiple
        self._former: tuple[str, ...] = ()
        self._flow.chosen.connect(self.changed)
        self._memory = Wrapped("", "small")
        self._memory.hide()
        if number:
            keys = f"Ctrl+{number}"
            self.heading.insertWidget(1, label(keys, "keys"))
            QShortcut(QKeySequence(keys), self, self.take_focus)
            self._flow.setAccessibleDescription(keys if not hint else f"{hint} {keys}")
        self._memory.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.heading.addWidget(self._memory, 1000)
        self.set_options(options)

    @property
    def chips(self) -> tuple[Chip, ...]:
        """The chips in the order shown."""
        return tuple(self._flow.chips)

    def set_options(self, options: Options) -> None:
        """Show other answers, as (code, words); what was chosen and is still there stays chosen."""
        before = self.chosen()
        self._flow.fill(options, self._multiple)
        for chip in self._flow.chips:
            chip.setAccessibleDescription(self.words)
        self._choose(before)

    def chosen(self) -> tuple[str, ...]:
        """The codes chosen, in the order shown."""
        return tuple(chip.code for chip in self._flow.chips if chip.isChecked())

    def value(self) -> object:
        chosen = self.chosen()
        return chosen if self._multiple else (chosen[0] if chosen else "")

    def set_value(self, value: object) -> None:
        before = self.chosen()
        if isinstance(value, str):
            wanted: Iterable[str] = (value,)
        else:
            wanted = value if isinstance(value, Iterable) else ()
        self._choose(wanted)
        if self.chosen() != before:
            self.changed.emit()

    def _choose(self, codes: Iterable[str]) -> None:
        wanted = set(codes)
        for chip in self._flow.chips:
            chip.choose(chip.code in wanted)
        self._flow.begin()

    def remember(self, value: object, when: str) -> None:
        """Show the former answer and its date (*when* in words); ``=`` in the group answers the same."""
        codes = (value,) if isinstance(value, str) else tuple(value) if isinstance(value, Iterable) else ()
        names = {chip.code: chip.words for chip in self._flow.chips}
        self._former = tuple(str(code) for code in codes if code in names)
        words = ", ".join(names[code] for code in self._former)
        self._memory.say(f"{words} ({when}) · =" if words else "")
        self._memory.setToolTip(
            _("{words}, {when}. Premi = per rispondere come allora.").format(words=words, when=when)
        )
        self._memory.setVisible(bool(words))

    def take_focus(self) -> None:
        """Put the keyboard into this group."""
        self._flow.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.text() == "=" and self._former:
            self.set_value(self._former)
            event.accept()
            return
        super().keyPressEvent(event)
