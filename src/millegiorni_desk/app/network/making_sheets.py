"""A set of the network's sheets on the screen: printed or saved, and one word of each typed back."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import date

from millegiorni_desk.errors import DeskError, InvalidValue
from millegiorni_desk.flows.network_sheets import Sheet
from millegiorni_desk.language import _
from millegiorni_desk.network.documents import network_sheets_pdf
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Card, Notice
from millegiorni_desk.ui.columns import Columns
from millegiorni_desk.ui.forms import Form, NoteField, TextField
from millegiorni_desk.ui.labels import label
from millegiorni_desk.ui.page import Stack
from millegiorni_desk.ui.preview import PdfPreview
from millegiorni_desk.ui.printing import print_pdf, save_as
from millegiorni_desk.ui.spacing import fix
from millegiorni_desk.ui.wrap import Wrap

FILE_NAME = "fogli-della-rete.pdf"


class MakingSheets(Card):
    """A set of sheets to print, and one word of each to be typed back."""

    def __init__(
        self,
        network: str,
        sheets: list[Sheet],
        former: bool,
        then: Callable[[], object],
        leave: Callable[[], object],
    ) -> None:
        super().__init__(_("Tre fogli nuovi"))
        self.sheets = sheets
        self.asked = [secrets.randbelow(24) + 1 for _sheet in sheets]
        self._pdf = network_sheets_pdf(
            network, date.today(), [(s.number, s.words, s.mark) for s in sheets], 2
        )
        self.preview = PdfPreview(_("Fogli della rete"))
        self.preview.show_pdf(self._pdf)
        fix(self.preview, at_least=(260, 300), at_most=(0, 430))
        self.print_button = Button(_("Stampa"), self._print, icon="print")
        self.save_button = Button(_("Salva il PDF…"), self._save)
        self._told = Notice("")
        self._told.hide()
        self.form = Form()
        for sheet, at in zip(sheets, self.asked, strict=True):
            self.form.add(
                f"word{sheet.number}",
                TextField(_("Foglio {number}: la parola numero {at}").format(number=sheet.number, at=at)),
            )
        self._former = ("former1", "former2") if former else ()
        for key, name in zip(
            self._former, (_("Un foglio di prima"), _("Un altro foglio di prima")), strict=False
        ):
            self.form.add(key, NoteField(name, lines=2))
        self.then_button = Button(_("I fogli sono stampati: valgono da ora"), then, kind="primary")
        self.leave_button = Button(_("Lascia stare"), leave)
        stack = Stack(
            label(
                _(
                    "Stampali adesso: il programma non li conserva. Poi copia una parola da ciascuno, così sappiamo "
                    "che li hai."
                ),
                wrap=True,
            ),
            Wrap(self.print_button, self.save_button),
            self._told,
            self.form,
            Wrap(self.then_button, self.leave_button),
        )
        self.add(Columns(self.preview, stack, stretch=(4, 5), fold_under=620))

    def check(self) -> None:
        """Raise ``InvalidValue`` unless a word of each sheet was typed back right."""
        for sheet, at in zip(self.sheets, self.asked, strict=True):
            key = f"word{sheet.number}"
            if not sheet.is_proved(at, str(self.form.fields[key].value())):
                raise InvalidValue(
                    _("Non è la parola numero {at} del foglio {number}.").format(at=at, number=sheet.number),
                    key,
                )
        for key in self._former:
            if not str(self.form.fields[key].value()).strip():
                raise InvalidValue(_("Scrivi le ventiquattro parole del foglio, nell'ordine."), key)

    def former(self) -> list[str]:
        """The words of the former sheets that were typed."""
        return [str(self.form.fields[key].value()) for key in self._former]

    def _print(self) -> None:
        try:
            if print_pdf(self, self._pdf):
                self._say(_("Fogli mandati alla stampante."))
        except DeskError as problem:
            self._say(problem.message, "warning")

    def _save(self) -> None:
        try:
            path = save_as(self, self._pdf, FILE_NAME)
        except DeskError as problem:
            self._say(problem.message, "warning")
            return
        if path is not None:
            self._say(
                _(
                    "Salvato in {parent}. Questo file vale tutti e tre i fogli: stampalo, poi cancellalo."
                ).format(parent=path.parent),
                "warning",
            )

    def _say(self, sentence: str, kind: str = "info") -> None:
        self._told.say(sentence, kind)
        self._told.show()
