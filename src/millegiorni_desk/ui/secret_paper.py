"""A paper with a secret on it: shown, printed or saved, with what that means said beside it."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from millegiorni_desk.errors import DeskError
from millegiorni_desk.language import _
from millegiorni_desk.ui import tokens
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Notice
from millegiorni_desk.ui.columns import Columns
from millegiorni_desk.ui.labels import label
from millegiorni_desk.ui.page import Stack
from millegiorni_desk.ui.preview import PdfPreview
from millegiorni_desk.ui.printing import print_pdf, save_as
from millegiorni_desk.ui.spacing import fix
from millegiorni_desk.ui.wrap import Wrap


class SecretPaper(Columns):
    """*pdf* at the left; *why*, the buttons, and the widgets of *below* at the right.

    *printed* is said once it is on its way; *saved*, with ``{parent}`` for the folder, as a warning: such a file
    is to be printed and deleted. *above* stand between *why* and the buttons.
    """

    def __init__(
        self,
        name: str,
        pdf: bytes,
        file_name: str,
        why: str,
        printed: str,
        saved: str,
        above: tuple[QWidget, ...] = (),
        below: tuple[QWidget, ...] = (),
    ) -> None:
        self._pdf, self._file_name, self._printed, self._saved = pdf, file_name, printed, saved
        self.preview = PdfPreview(name)
        self.preview.show_pdf(pdf)
        fix(self.preview, at_least=(260, 300), at_most=(0, 430))
        self.print_button = Button(_("Stampa"), self._print, icon="print")
        self.save_button = Button(_("Salva il PDF…"), self._save)
        self._told = Notice("")
        self._told.hide()
        stack = Stack(
            label(why, wrap=True),
            *above,
            Wrap(self.print_button, self.save_button),
            self._told,
            *below,
            spacing=tokens.NEAR,
        )
        super().__init__(self.preview, stack, stretch=(4, 5), fold_under=620)

    def _print(self) -> None:
        try:
            if print_pdf(self, self._pdf):
                self._say(self._printed)
        except DeskError as problem:
            self._say(problem.message, "warning")

    def _save(self) -> None:
        try:
            path = save_as(self, self._pdf, self._file_name)
        except DeskError as problem:
            self._say(problem.message, "warning")
            return
        if path is not None:
            self._say(self._saved.format(parent=path.parent), "warning")

    def _say(self, sentence: str, kind: str = "info") -> None:
        self._told.say(sentence, kind)
        self._told.show()
