"""A document of hers, looked at in the window: read from the vault into memory, and let go when one leaves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent, QImage, QPixmap
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QScrollArea, QWidget

from millegiorni_desk.areas.people import attachments, media
from millegiorni_desk.areas.people.records import Attachment
from millegiorni_desk.errors import WorldError
from millegiorni_desk.language import _
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.look import px
from millegiorni_desk.ui.page import Page
from millegiorni_desk.ui.preview import PdfPreview
from millegiorni_desk.ui.shell import Shell
from millegiorni_desk.ui.tasks import TaskBar
from millegiorni_desk.vault.vault import Vault

Progress = Callable[[int, int, str], None]
Read = tuple["Kept", QImage]


@dataclass(frozen=True)
class Kept:
    """A file out of the vault, and the page that leads back to what it belongs to."""

    name: str
    media_type: str
    content: bytes
    back: tuple[str, object]


def attachment(vault: Vault, attachment_id: str) -> Kept:
    """A document of a person's card."""
    content = attachments.read(vault, attachment_id, "preview")
    one = vault.get(Attachment, attachment_id)
    return Kept(one.name, one.media_type, content, ("person", one.person_id))


class DocumentPage(Page):
    """Opened with a file's id. PDF, images and text; any other kind is only copied out.

    *fetch* reads the file, beside the window; *back_words* are on the button that leads to what it belongs to.
    """

    def __init__(
        self,
        vault: Vault,
        shell: Shell,
        fetch: Callable[[Vault, str], Kept] = attachment,
        back_words: str = "",
    ) -> None:
        super().__init__(_("Documento"))
        self._vault, self._shell, self._fetch = vault, shell, fetch
        self._back_to: tuple[str, object] | None = None
        self.work = TaskBar()
        self.pdf = PdfPreview(_("Documento"))
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setAccessibleName(_("Documento"))
        self.picture, self.picture_area = QLabel(), QScrollArea()
        self.picture.setAccessibleName(_("Documento"))
        self.picture_area.setWidgetResizable(True)
        self.picture_area.setWidget(self.picture)
        self.picture_area.setProperty("ringed", True)
        self.picture_area.setAccessibleName(_("Documento"))
        self.add(self.work)
        for piece in self._pieces:
            piece.hide()
            self.add(piece, 1000)
        # What cannot be shown is said at the top, not over the whole page.
        self.body.addStretch(1)
        self.back_button = Button(back_words or _("Torna alla scheda"), self._back)
        self.foot.add(self.back_button, left=True)

    @property
    def _pieces(self) -> tuple[QWidget, ...]:
        return (self.pdf, self.text, self.picture_area)

    def arrived(self, argument: object = None) -> None:
        if isinstance(argument, str):
            self._let_go()
            self._read(argument)

    def first_focus(self) -> QWidget | None:
        shown = next((piece for piece in self._pieces if not piece.isHidden()), self.back_button)
        return self.pdf.area if shown is self.pdf else shown

    def _read(self, key: str) -> None:
        vault, fetch = self._vault, self._fetch

        def work(progress: Progress) -> Read:
            kept = fetch(vault, key)
            image = QImage()
            if kept.media_type in (media.PNG, media.JPEG):
                image = QImage.fromData(kept.content)
            return kept, image

        self.work.run(_("Apro il documento"), work, self._show, can_cancel=False)

    def _show(self, read: Read) -> None:
        kept, image = read
        self._back_to = kept.back
        self.set_state(kept.name, "quiet")
        try:
            shown = self._put(kept.media_type, kept.content, image)
        except Exception as problem:  # pypdfium2 raises its own for what is broken or locked
            self.work.show_problem(_refused(problem))
            return
        shown.show()
        shown.setFocus(Qt.FocusReason.OtherFocusReason)

    def _put(self, kind: str, content: bytes, image: QImage) -> QWidget:
        if kind == media.PDF:
            self.pdf.show_pdf(content)
            return self.pdf
        if kind == media.TEXT:
            self.text.setPlainText(media.text_of(content))
            return self.text
        if image.isNull():
            raise ValueError(kind)
        wide = self.content.width() - px(80)
        shown = QPixmap.fromImage(image)
        if shown.width() > wide:
            shown = shown.scaledToWidth(wide, Qt.TransformationMode.SmoothTransformation)
        self.picture.setPixmap(shown)
        return self.picture_area

    def _back(self) -> None:
        if self._back_to is not None:
            self._shell.open(*self._back_to)
        else:
            self._shell.back()

    def _let_go(self) -> None:
        self._back_to = None
        self.set_state("")
        self.work.clear()
        self.pdf.show_pdf(b"")
        self.text.clear()
        self.picture.clear()
        for piece in self._pieces:
            piece.hide()

    def hideEvent(self, event: QHideEvent) -> None:
        self._let_go()
        super().hideEvent(event)


def _refused(problem: Exception) -> WorldError:
    refused = WorldError(
        _(
            "Questo documento non si riesce a mostrare: forse è protetto da una parola d'ordine o è rovinato. "
            "È conservato com'era: puoi salvarne una copia e aprirla con un altro programma."
        )
    )
    refused.__cause__ = problem
    return refused
