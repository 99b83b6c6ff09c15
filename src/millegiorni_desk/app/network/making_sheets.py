"""A set of the network's sheets on the screen: printed or saved, and one word of each typed back."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import date

from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.flows.network_sheets import Sheet
from millegiorni_desk.language import _
from millegiorni_desk.network.documents import network_sheets_pdf
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Card
from millegiorni_desk.ui.forms import Form, NoteField, TextField
from millegiorni_desk.ui.secret_paper import SecretPaper
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
        self.paper = SecretPaper(
            _("Fogli della rete"),
            network_sheets_pdf(network, date.today(), [(s.number, s.words, s.mark) for s in sheets], 2),
            FILE_NAME,
            _(
                "Stampali adesso: il programma non li conserva. Poi copia una parola da ciascuno, così sappiamo "
                "che li hai."
            ),
            printed=_("Fogli mandati alla stampante."),
            saved=_("Salvato in {parent}. Questo file vale tutti e tre i fogli: stampalo, poi cancellalo."),
            below=(self.form, Wrap(self.then_button, self.leave_button)),
        )
        self.add(self.paper)

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
