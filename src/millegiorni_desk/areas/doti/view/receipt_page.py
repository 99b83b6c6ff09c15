"""*Ricevuta*: one receipt as it would be printed now; printed, voided, and its signed copy kept."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QDir, Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from millegiorni_desk.areas.doti import receipts, signed_copies
from millegiorni_desk.areas.doti.records import Dote, Receipt
from millegiorni_desk.areas.doti.view.paper_choices import PaperChoices
from millegiorni_desk.areas.people import attachments, media
from millegiorni_desk.areas.people.records import Attachment
from millegiorni_desk.changes import Changes
from millegiorni_desk.errors import DeskError, InvalidValue
from millegiorni_desk.language import _
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Card, Entry, EntryList
from millegiorni_desk.ui.confirm import TypedConfirm
from millegiorni_desk.ui.drawn_paper import DrawnPaper
from millegiorni_desk.ui.forms import TextField
from millegiorni_desk.ui.labels import label
from millegiorni_desk.ui.leaving import LeavingByButton
from millegiorni_desk.ui.page import Columns, Page, Stack
from millegiorni_desk.ui.papers import Papers
from millegiorni_desk.ui.problems import sentence_of
from millegiorni_desk.ui.shell import Shell
from millegiorni_desk.ui.wrap import Wrap
from millegiorni_desk.vault.vault import Vault

Progress = Callable[[int, int, str], None]
_TABLES = ("receipt", "receipt_event", "attachment")


class ReceiptPage(Page):
    """The paper on the right is the one that would be printed."""

    def __init__(self, vault: Vault, shell: Shell) -> None:
        super().__init__(_("Ricevuta"))
        self._vault, self._shell = vault, shell
        self._receipt: Receipt | None = None
        self.facts, self.paper = Card(), Card(_("Com'è sulla carta"))
        self.papers = Papers()
        self.choices = PaperChoices()
        self.print_button = Button(_("Stampa"), self.print, keys="Ctrl+P", icon="print")
        self.save_button = Button(_("Salva il PDF"), self.save, icon="save")
        self.void_button = Button(_("Annulla la ricevuta"), self.ask_void, kind="danger")
        self.preview = DrawnPaper(_("Anteprima della ricevuta"), self._looked)
        self.preview.failed.connect(self.papers.work.show_problem)
        self.choices.changed.connect(lambda _name: self.preview.draw())
        self.paper.add(self.preview, 1)
        self.copies = Card(_("Copia firmata"))
        self.entries = EntryList(_("Copie firmate"), _("Non ancora allegata."))
        self.entries.opened.connect(lambda key: shell.open("document", key))
        self.attach_button = Button(_("Allega la copia firmata…"), self.ask_file, icon="add")
        self.copies.add(self.entries)
        self.copies.add_row(self.attach_button)
        self.sheet = Card(_("Stampa"))
        buttons = Wrap(self.print_button, self.save_button, self.void_button)
        for piece in (self.choices, buttons, self.papers):
            self.sheet.add(piece)
        self.voiding = Card()
        self.voiding.hide()
        self.add(
            Columns(Stack(self.facts, self.sheet, self.voiding, self.copies), self.paper, stretch=(5, 6)), 1
        )
        self.foot.add(Button(_("Torna alle ricevute"), lambda: shell.open("receipts")), left=True)
        self.foot.add(Button(_("Apri la dote"), self._dote))

    def arrived(self, argument: object = None) -> None:
        if isinstance(argument, str):
            self.papers.clear()
            self.voiding.hide()
            self._load(argument, other=True)

    def refresh(self, changes: Changes) -> None:
        if self._receipt is not None and changes.touches(*_TABLES):
            self._load(self._receipt.id)

    def leaving(self) -> None:
        self.preview.let_go()

    def _load(self, receipt_id: str, *, other: bool = False) -> None:
        self._receipt = receipt = self._vault.get(Receipt, receipt_id)
        voided = receipts.is_voided(self._vault, receipt_id)
        kept = attachments.about(self._vault, receipt_id)
        self.set_title(receipts.number(receipt))
        state = _("annullata") if voided else _("copia firmata qui") if kept else ""
        self.set_state(state, "warning" if voided else "info")
        made = _("Fatta il {issued_on:%d/%m/%Y} da {issued_by}.").format(
            issued_on=receipt.issued_on, issued_by=receipt.issued_by
        )
        unsigned = _("È di quando le ricevute non erano firmate: non ha codice QR.")
        self.facts.empty()
        for said in (
            made,
            "" if receipt.signature else unsigned,
            receipts.why_not_hers(self._vault, self._vault.get(Dote, receipt.dote_id).person_id),
        ):
            if said:
                self.facts.add(label(said, wrap=True))
        self.entries.show_entries([_entry(one) for one in kept])
        self.void_button.setVisible(not voided)
        self.attach_button.setVisible(not voided)
        if other:
            self.choices.language_field.set_value(receipts.language_of(self._vault, receipt_id))
        self.preview.draw()

    def _looked(self) -> Callable[[], bytes] | None:
        receipt, vault = self._receipt, self._vault
        if receipt is None:
            return None
        language, layout = self.choices.language(), self.choices.sheet()
        return lambda: receipts.look(vault, [receipt.id], language, layout)

    # --- paper -------------------------------------------------------------------------------------

    def print(self) -> None:
        """Print it; it is a copy from the second time on."""
        if make := self._maker():
            self.papers.print(make)

    def save(self) -> None:
        """Save it as a file, named by its number; that counts as a print too."""
        if (make := self._maker()) and self._receipt is not None:
            self.papers.save(make, f"{receipts.number(self._receipt).replace('/', '-')}.pdf")

    def _maker(self) -> Callable[[], bytes] | None:
        receipt, vault = self._receipt, self._vault
        if receipt is None:
            return None
        language, layout = self.choices.language(), self.choices.sheet()
        return lambda: receipts.pdf_of_all(vault, [receipt.id], language, layout)

    # --- the signed copy ---------------------------------------------------------------------------

    def ask_file(self) -> None:
        """Ask for the scan and keep it."""
        kinds = " ".join(
            f"*{end}" for kind in (media.PDF, media.PNG, media.JPEG) for end in media.ENDINGS[kind]
        )
        chosen, _kind = QFileDialog.getOpenFileName(
            self, _("Allega la copia firmata"), QDir.homePath(), _("Documenti ({kinds})").format(kinds=kinds)
        )
        if chosen:
            self.attach(Path(chosen))

    def attach(self, path: Path) -> None:
        """Keep the file at *path*, beside the window; it stays where it is."""
        receipt, vault = self._receipt, self._vault
        if receipt is None:
            return

        def work(progress: Progress) -> Attachment:
            return signed_copies.attach_file(vault, receipt.id, path)

        def kept(_attachment: Attachment) -> None:
            self._shell.say(_("Copia firmata allegata. Il file di partenza è ancora dov'era."))

        self.papers.work.run(_("Metto la copia nell'archivio"), work, kept, can_cancel=False)

    # --- voiding -----------------------------------------------------------------------------------

    def ask_void(self) -> None:
        """Ask for the reason and a typed word, then void it."""
        receipt = self._receipt
        if receipt is None:
            return
        reason = TextField(_("Perché si annulla"))

        def void() -> None:
            try:
                receipts.void(self._vault, receipt.id, reason.value())
            except InvalidValue as refused:
                reason.show_problem(sentence_of(refused))
                reason.setFocus(Qt.FocusReason.OtherFocusReason)
            except DeskError as refused:
                self.papers.work.show_problem(refused)
            else:
                self._close_voiding()

        sentence = _("Il numero resta nel registro come annullato. La dote potrà avere un'altra ricevuta.")
        confirm = TypedConfirm(
            _("Annullare la ricevuta?"),
            sentence,
            _("annulla"),
            _("Annulla la ricevuta"),
            void,
            self._close_voiding,
        )
        asking = Stack(reason, confirm)
        LeavingByButton(asking, confirm.leave_button)
        self.voiding.empty()
        self.voiding.add(asking)
        self.voiding.show()
        reason.setFocus(Qt.FocusReason.OtherFocusReason)

    def _close_voiding(self) -> None:
        self.print_button.setFocus(Qt.FocusReason.OtherFocusReason)
        self.voiding.hide()

    def first_focus(self) -> QWidget | None:
        return self.print_button

    def _dote(self) -> None:
        if self._receipt is not None:
            self._shell.open("dote", self._receipt.dote_id)


def _entry(one: Attachment) -> Entry:
    return Entry(one.name, _("allegata il {day:%d/%m/%Y}").format(day=one.added_on), key=one.id)
