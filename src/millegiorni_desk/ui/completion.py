"""What a line offers while something is typed into it."""

from collections.abc import Sequence

from PySide6.QtCore import QAbstractItemModel, QStringListModel, Qt
from PySide6.QtWidgets import QCompleter, QLineEdit

from millegiorni_desk.ui.dressing import dress


class Completion(QCompleter):
    """Offers below *line* what of *offered* has the typed letters anywhere in it, capital or small."""

    def __init__(self, line: QLineEdit, offered: QAbstractItemModel | Sequence[str]) -> None:
        super().__init__(line)
        if not isinstance(offered, QAbstractItemModel):
            offered = QStringListModel(list(offered), self)
        self.setModel(offered)
        self.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        self.setFilterMode(Qt.MatchFlag.MatchContains)
        line.textEdited.connect(self._dress)

    def _dress(self) -> None:
        # The list is a window of its own, which Qt makes when it is first needed.
        popup = self.popup()
        if popup is not None:
            dress(popup)
