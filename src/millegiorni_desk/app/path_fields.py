"""Fields that name a folder or a file on this computer: typed, or chosen in the system's own window."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog

from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.language import _
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.forms import TextField

_LONGEST = 4000


class _PathField(TextField):
    def __init__(self, words: str, *, hint: str = "", placeholder: str = "") -> None:
        super().__init__(words, hint=hint, placeholder=placeholder, longest=_LONGEST)
        self.choose_button = Button(_("Scegli…"), self.choose)
        self.choose_button.setAccessibleName(_("Scegli: {words}").format(words=words))
        self.beside_control.addWidget(self.choose_button)

    def path(self) -> Path | None:
        """The path, or nothing."""
        return Path(self.value()).expanduser() if self.value() else None

    def choose(self) -> None:
        """Ask in the system's window."""
        chosen = self._ask(str(self.path() or Path.home()))
        if chosen:
            self.set_value(chosen)

    def _ask(self, start: str) -> str:
        return QFileDialog.getExistingDirectory(self, self.words, start)


class FolderField(_PathField):
    """A folder; ``path`` gives it."""

    def existing(self) -> Path | None:
        """The folder if one is named. Raises ``InvalidValue`` where it does not exist."""
        found = self.path()
        if found is not None and not found.is_dir():
            raise InvalidValue(
                _("Non trovo la cartella «{name}». Se è su una chiavetta, inseriscila.").format(
                    name=found.name
                )
            )
        return found


class FileField(_PathField):
    """A file of one kind, given as the system's window wants it: ``Invito (*.json)``."""

    def __init__(self, words: str, kind: str, *, hint: str = "", placeholder: str = "") -> None:
        super().__init__(words, hint=hint, placeholder=placeholder)
        self._kind = kind

    def _ask(self, start: str) -> str:
        return QFileDialog.getOpenFileName(self, self.words, start, self._kind)[0]
