"""*Nuova dote*: the questions on the left, the receipt as it will be printed on the right."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtWidgets import QWidget

from millegiorni_desk.areas.doti import receipt_words, receipts, service
from millegiorni_desk.areas.doti.amounts import format_euros
from millegiorni_desk.areas.doti.service import Granted
from millegiorni_desk.areas.doti.view.dote_form import DoteForm
from millegiorni_desk.areas.people import service as people
from millegiorni_desk.areas.people.languages import language_name
from millegiorni_desk.areas.people.view import words
from millegiorni_desk.areas.people.view.finder import PersonFinder
from millegiorni_desk.errors import BudgetExceeded, DeskError, InvalidValue
from millegiorni_desk.language import _
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Card, Notice
from millegiorni_desk.ui.drawn_paper import DrawnPaper
from millegiorni_desk.ui.forms import ChoiceField
from millegiorni_desk.ui.labels import label, reveal
from millegiorni_desk.ui.page import Columns, Page, Stack
from millegiorni_desk.ui.printing import print_pdf
from millegiorni_desk.ui.problems import sentence_of
from millegiorni_desk.ui.shell import Shell
from millegiorni_desk.vault.vault import Vault

PLACE = "Torino"


class NewDotePage(Page):
    """Grants a dote and gives it its receipt. ``print_with`` sends the PDF to paper; tests pass their own."""

    def __init__(self, vault: Vault, shell: Shell, pathway_of: Callable[[str], str]) -> None:
        super().__init__(_("Nuova dote"))
        self._vault, self._shell, self._pathway_of = vault, shell, pathway_of
        self.print_with: Callable[[QWidget, bytes], bool] = print_pdf
        self.who = Card(_("Per chi"))
        self.finder = PersonFinder(vault, anonymous=False, asks=_("Nome, telefono o codice fiscale"))
        self.finder.chosen.connect(self.choose)
        self.chosen = Notice("", "info", (_("Cambia"), lambda: self.arrived(None)))
        self.who.add(self.finder)
        self.who.add(self.chosen)
        self.form = DoteForm(vault)
        self.questions = Card()
        self.questions.add(self.form)
        self.problem = Notice("", "warning")
        self.paper = Card(_("Ricevuta"))
        told = _("Si vede qui appena ci sono la spesa, l'importo e il fondo.")
        self.preview = DrawnPaper(_("Anteprima della ricevuta"), self._maker, told)
        spoken = [(code, language_name(code)) for code in receipt_words.LANGUAGES]
        self.language = ChoiceField(_("Lingua, accanto all'italiano"), spoken, none="")
        self.paper.add(self.language)
        self.not_hers = label("", wrap=True)
        self.paper.add(self.not_hers)
        self.paper.add(self.preview, 1)
        self.add(Columns(Stack(self.who, self.problem, self.questions), self.paper, stretch=(6, 5)), 1)
        self.unprinted = Button(_("Registra senza stampare"), lambda: self.save(to_paper=False))
        self.primary = Button(_("Registra e stampa"), self.save, kind="primary", keys="Ctrl+P")
        self.foot.add(self.unprinted)
        self.foot.add(self.primary)
        self.form.weighed.connect(self._weighed)
        self.language.changed.connect(self.preview.draw_soon)

    def arrived(self, argument: object = None) -> None:
        self.problem.hide()
        self.preview.let_go()
        given, pathway = argument if isinstance(argument, tuple) else (argument or "", "")
        self.finder.setVisible(not given)
        self.chosen.setVisible(bool(given))
        self.questions.setVisible(bool(given))
        if given:
            self.choose(given, pathway)
        else:
            self.not_hers.hide()
            self.finder.clear()
            self.form.person_id = ""

    def first_focus(self) -> QWidget | None:
        return self.form.fields["expense"] if self.form.person_id else self.finder.field

    def choose(self, person_id: str, pathway_id: str = "") -> None:
        """Take that person, with what she was granted before, and the pathway named or the only one she has open."""
        pathway_id = pathway_id or self._pathway_of(person_id)
        person = people.card(self._vault, person_id).person
        money = service.money_of(self._vault, person_id=person_id)
        before = (
            _("già concessi {format_euros}").format(format_euros=format_euros(money.granted))
            if money.count
            else _("prima dote")
        )
        within = _("nel suo percorso") if pathway_id else ""
        self.chosen.say(
            " · ".join(part for part in (words.full_name(person), words.line(person), within, before) if part)
        )
        for piece, shown in ((self.finder, False), (self.chosen, True), (self.questions, True)):
            piece.setVisible(shown)
        self.language.set_value(receipt_words.language_for(person.language))
        refused = receipts.why_not_hers(self._vault, person_id)
        self.not_hers.setText(refused)
        reveal(self.not_hers, bool(refused))
        self.form.begin(person_id, pathway_id)
        self.form.fields["expense"].setFocus()

    def _weighed(self) -> None:
        """Above its line's amount a dote is asked for: its receipt comes once somebody else has confirmed it."""
        self.primary.say(_("Chiedi conferma") if self.form.waits else _("Registra e stampa"))
        self.unprinted.setVisible(not self.form.waits)
        self.preview.draw_soon()

    def _maker(self) -> Callable[[], bytes] | None:
        """The receipt that the answers give; what is wrong with them stands beside them."""
        asked, vault, language = self.form.asked(), self._vault, self._language()
        if not (asked.person_id and asked.line_id and asked.expense and asked.amount_cents):
            return None

        def make() -> bytes:
            from millegiorni_desk.areas.doti.documents import Sheet, receipts_pdf

            dote = service.draft(vault, asked)
            on = _issued_on(asked.committed_on)
            only_bodys = bool(receipts.why_not_hers(vault, dote.person_id))
            return receipts_pdf(
                [Sheet(receipts.preview(vault, dote, PLACE, on), language, only_bodys=only_bodys)]
            )

        return make

    def save(self, to_paper: bool = True) -> None:
        """Grant the dote; with *to_paper* issue its receipt too and print it, unless it waits for somebody else."""
        self.problem.hide()
        try:
            granted, pdf = self._granted(to_paper and not self.form.waits)
        except DeskError as refused:
            self._refused(refused)
            return
        dote_id = granted.dote.id
        left = format_euros(granted.left_after)
        said = (
            _("Chiesta la conferma: i soldi sono da parte, nella busta restano {left}")
            if granted.waiting
            else _("Dote registrata: nella busta restano {left}")
        )
        self._shell.say(said.format(left=left))
        # Before the printer is asked for: behind its window the answers would be weighed again, as if for one more.
        self._shell.open("dote", dote_id)
        if pdf is not None:
            self._to_paper(pdf)

    def _granted(self, with_receipt: bool) -> tuple[Granted, bytes | None]:
        asked = self.form.asked()
        if not asked.person_id:
            raise InvalidValue(_("Scegli prima la persona."))
        for field, sentence in (("expense", _("Scegli per che cosa.")), ("line_id", _("Scegli il fondo."))):
            if not getattr(asked, field):
                raise InvalidValue(sentence, field)
        with self._vault.save("dote.grant"):
            granted = service.grant(self._vault, asked)
            if not with_receipt:
                return granted, None
            receipt = receipts.issue(self._vault, granted.dote.id, PLACE, _issued_on(asked.committed_on))
            return granted, receipts.pdf(self._vault, receipt.id, self._language())

    def _language(self) -> str:
        return str(self.language.value()) or receipt_words.ITALIAN

    def _to_paper(self, pdf: bytes) -> None:
        try:
            self.print_with(self.window(), pdf)
        except DeskError as refused:
            self._shell.say(sentence_of(refused))

    def _refused(self, refused: DeskError) -> None:
        if isinstance(refused, BudgetExceeded):
            refused = InvalidValue(refused.message, "amount_cents")
        if not (isinstance(refused, InvalidValue) and self.form.show_problem(refused)):
            self.problem.say(sentence_of(refused))
            self.problem.show()


def _issued_on(committed_on: date) -> date:
    """The date on a receipt made now: today, but never before the dote itself."""
    return max(committed_on, date.today())
