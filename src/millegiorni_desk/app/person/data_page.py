"""*I suoi dati*: notice and consents, a copy of all that is held on her, and erasing it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from millegiorni_desk.app.copies.old_copies import OldCopiesCard
from millegiorni_desk.app.sharing.shares_card import SharesCard
from millegiorni_desk.areas.people import service as people
from millegiorni_desk.areas.people.view import words
from millegiorni_desk.areas.privacy.view.consents_card import ConsentsCard
from millegiorni_desk.areas.privacy.view.notice_card import NoticeCard
from millegiorni_desk.changes import Changes
from millegiorni_desk.errors import DeskError, NotFound
from millegiorni_desk.flows import erasing
from millegiorni_desk.language import _, plural
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Card, Notice
from millegiorni_desk.ui.choices import TickField
from millegiorni_desk.ui.confirm import TypedConfirm
from millegiorni_desk.ui.labels import label
from millegiorni_desk.ui.page import Columns, Page, Stack
from millegiorni_desk.ui.papers import JSON, PDF, Papers
from millegiorni_desk.ui.printing import SavedNotice, ask_folder
from millegiorni_desk.ui.shell import Shell
from millegiorni_desk.ui.tasks import TaskBar
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault

Progress = Callable[[int, int, str], None]


class PersonDataPage(Page):
    """Opened with a person's id."""

    def __init__(self, vault: Vault, shell: Shell) -> None:
        super().__init__(_("I suoi dati"))
        self._vault, self._shell, self._person = vault, shell, ""
        self.folder_with: Callable[[QWidget], Path | None] = ask_folder
        self.gone = Notice("", "info")
        self.gone.hide()
        self.work = TaskBar()
        self.notice, self.consents = NoticeCard(vault, shell), ConsentsCard(vault, shell)
        self.copy_card, self.erase_card = self._copy_card(), Card(_("Cancellare i suoi dati"))
        self.shares = SharesCard(vault, shell)
        left = Stack(self.notice, self.copy_card)
        right = Stack(self.consents, self.shares, self.erase_card)
        self.reading = Columns(left, right, stretch=(1, 1), fold_under=860)
        self.old_copies = OldCopiesCard(vault)
        for piece in (self.gone, self.work, self.old_copies, self.reading):
            self.add(piece)
        self.back_button = Button(_("Torna alla scheda"), self._back)
        self.foot.add(self.back_button, left=True)
        self.merge_button = Button(_("Unisci con un'altra scheda…"), self._merge)
        self.foot.add(self.merge_button, left=True)

    def _copy_card(self) -> Card:
        card = Card(_("Copia dei suoi dati"))
        said = _(
            "Tutto ciò che questo archivio tiene su di lei, da darle se lo chiede. Il file esce in chiaro."
        )
        card.add(label(said, "muted", wrap=True))
        self.with_reserved = TickField(_("Anche ciò che è riservato e posso leggere"))
        card.add(self.with_reserved)
        self.papers = Papers()
        self.print_button = Button(_("Stampa"), lambda: self.papers.print(self._maker("pdf")), icon="print")
        self.pdf_button = Button(_("Salva il PDF"), lambda: self._save("pdf", PDF), icon="download")
        self.json_button = Button(_("Salva il JSON"), lambda: self._save("json", JSON))
        self.files_button = Button(_("Salva gli allegati"), self.save_files, icon="folder")
        card.add_row(self.print_button, self.pdf_button, self.json_button, self.files_button)
        card.add(self.papers)
        # Only ever hidden: shown by hand without a parent, it would be a window of its own.
        if not self._vault.may(Permission.EXPORT_PERSON):
            card.hide()
        return card

    def arrived(self, argument: object = None) -> None:
        if isinstance(argument, str):
            self._person = argument
            self.gone.hide()
            self.old_copies.hide()
            self.papers.clear()
            self._load()

    def refresh(self, changes: Changes) -> None:
        # What this page erases it tells itself, once it is done.
        if (
            self._person
            and not self.work.busy
            and changes.touches("person", "notice", "notice_given", "consent", "file_share")
        ):
            self._load()

    def first_focus(self) -> QWidget | None:
        return self.notice.form.fields["language"] if self._person else None

    def _load(self) -> None:
        try:
            person = people.card(self._vault, self._person).person
            if person.voided and not (person.surname or person.name):
                raise NotFound(_("I dati di questa persona sono stati cancellati."))
        except DeskError as problem:
            self._put_away()
            if self.gone.isHidden():
                self.gone.say(problem.message, "warning")
                self.gone.show()
            return
        self.reading.show()
        self.back_button.say(_("Torna alla scheda"))
        self.merge_button.setVisible(self._shell.knows("merge-cards"))
        self.set_state(words.full_name(person))
        self.notice.show_person(person.id, person.language, person.house)
        self.consents.show_person(person.id)
        self.shares.show_person(person.id, person.house)
        self.files_button.setVisible(attached(self._vault, person.id) > 0)
        self._fill_erase()

    def _put_away(self) -> None:
        """There is nobody any more to show, to go back to or to join with."""
        self.reading.hide()
        self.back_button.say(_("Torna alle persone"))
        self.merge_button.hide()

    def _back(self) -> None:
        if self.reading.isHidden():
            self._shell.open("people")
        else:
            self._shell.open("person", self._person)

    def _merge(self) -> None:
        self._shell.open("merge-cards", self._person)

    def _save(self, kind: str, files: str) -> None:
        self.papers.save(self._maker(kind), f"{_('dati')}.{kind}", files)

    def _maker(self, kind: str) -> Callable[[], bytes]:
        """Gathers all that is held on her, beside the window; each time it is noted in the audit log."""
        vault, person, reserved = self._vault, self._person, bool(self.with_reserved.value())

        def make() -> bytes:
            from millegiorni_desk.flows import person_export, person_paper

            held = person_export.collect(vault, person, reserved=reserved)
            return person_export.to_json(held) if kind == "json" else person_paper.to_pdf(vault, held)

        return make

    def save_files(self) -> None:
        """Ask for a folder and put her attachments into it, as the files they are."""
        chosen = self.folder_with(self)
        if chosen is None:
            return
        vault, person = self._vault, self._person

        def work(progress: Progress) -> Path:
            from millegiorni_desk.flows import person_export

            return person_export.write_attachments(person_export.collect(vault, person), chosen)

        self.papers.clear()
        self.papers.work.run(_("Salvo gli allegati"), work, self._files_saved, can_cancel=False)

    def _files_saved(self, folder: Path) -> None:
        self.papers.tell(SavedNotice(folder))

    # --- erasing -----------------------------------------------------------------------------------

    def _fill_erase(self) -> None:
        self.erase_card.empty()
        self.erase_card.setVisible(self._vault.may(Permission.ERASE_PERSON))
        if not self._vault.may(Permission.ERASE_PERSON):
            return
        self._told = erasing.preview(self._vault, self._person)
        for sentence in _sentences(self._told):
            self.erase_card.add(label(sentence, wrap=True))
        self.blank = TickField(_("Svuota anche le ricevute: il foglio firmato è in archivio"))
        self.erase_card.add(self.blank)
        self.blank.setVisible(bool(self._told.receipts))
        self.erase_button = Button(_("Cancella i suoi dati…"), self.ask)
        self.erase_card.add_row(self.erase_button)

    def ask(self) -> None:
        """Ask for the word before what cannot be undone."""
        self.erase_button.hide()
        self.confirm = TypedConfirm(
            _("Cancellare per sempre"),
            _("I suoi dati non si potranno riavere, nemmeno dalle altre postazioni che li hanno ricevuti."),
            self._told.word,
            _("Cancella i suoi dati"),
            self.erase,
            self._fill_erase,
        )
        self.erase_card.add(self.confirm)
        self.confirm.show()
        self.confirm.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def erase(self) -> None:
        """Erase her, beside the window; what was done is told in place of the page."""
        vault, person, word = self._vault, self._person, self.confirm.field.value()
        receipts = "blank" if self.blank.value() else "keep"

        def work(progress: Progress) -> erasing.Preview:
            return erasing.erase(vault, person, word, receipts)

        self.work.run(_("Cancello"), work, self._erased, can_cancel=False)

    def _erased(self, done: erasing.Preview) -> None:
        told = [_("I suoi dati sono cancellati da questo archivio.")]
        told.append(
            _("Alla prossima consegna si cancellano anche dal coordinamento e dalle altre postazioni.")
        )
        told.append(_("Non toccano i fogli di carta e i file salvati: quelli vanno distrutti a mano."))
        self._put_away()
        self.set_state("")
        self.gone.say(" ".join(told), "info")
        self.gone.show()
        self.old_copies.reload()


def attached(vault: Vault, person_id: str) -> int:
    """How many files are kept on her."""
    sql = "SELECT count(*) FROM attachment WHERE person_id = :id AND voided IS 0"
    return int(vault.scalar(sql, id=person_id))


def _sentences(told: erasing.Preview) -> list[str]:
    gone = sum(told.goes.values())
    goes = plural(
        "Si cancella {n} registrazione: scheda, figli, recapiti, note.",
        "Si cancellano {n} registrazioni: scheda, figli, recapiti, note.",
        gone,
    )
    stays = plural(
        "Resta {n} registrazione senza nome, per i conti dell'anno.",
        "Restano {n} registrazioni senza nome, per i conti dell'anno.",
        told.stays_counted,
    )
    receipts = plural(
        "Resta {n} ricevuta, che la legge chiede di conservare fino al {year}.",
        "Restano {n} ricevute, che la legge chiede di conservare fino al {year}.",
        told.receipts,
    )
    lines = [goes.format(n=gone)]
    if told.stays_counted:
        lines.append(stays.format(n=told.stays_counted))
    if told.receipts:
        lines.append(receipts.format(n=told.receipts, year=told.receipts_until))
    return lines
