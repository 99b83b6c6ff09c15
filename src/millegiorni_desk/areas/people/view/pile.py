"""A place on a page whose pieces come and go, and one where a problem is told."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QSizePolicy, QWidget

from millegiorni_desk.ui import tokens
from millegiorni_desk.ui.order import keep_place
from millegiorni_desk.ui.problems import ProblemNotice
from millegiorni_desk.ui.spacing import column


class Pile(QWidget):
    """Widgets one below the other, replaced all at once; without any it takes no room at all."""

    def __init__(self, spacing: int = tokens.TIGHT) -> None:
        super().__init__()
        self._layout = column(self, spacing=spacing)
        self.pieces: tuple[QWidget, ...] = ()
        # Not held to a height: words that wrap need more than they would on one line.
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.hide()

    def put(self, pieces: Sequence[QWidget]) -> None:
        """Show *pieces* instead of those shown before."""
        for old in self.pieces:
            self._layout.removeWidget(old)
            old.hide()
            old.deleteLater()
        self.pieces = tuple(pieces)
        for piece in self.pieces:
            self._layout.addWidget(piece)
        keep_place(self, self.pieces)
        self.setVisible(bool(self.pieces) and self.parentWidget() is not None)


class ProblemPlace(Pile):
    """Where a problem is told, until :meth:`clear`."""

    def show_problem(self, problem: BaseException, retry: Callable[[], object] | None = None) -> None:
        """Tell *problem*, with *Riprova* where *retry* is given."""
        self.put([ProblemNotice(problem, retry)])

    def clear(self) -> None:
        """Nothing is wrong."""
        if self.pieces:
            self.put([])

    @property
    def sentence(self) -> str:
        """What is told, or nothing."""
        return next((piece.sentence for piece in self.pieces if isinstance(piece, ProblemNotice)), "")
