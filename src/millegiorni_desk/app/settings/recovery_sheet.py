"""The recovery sheet on the screen: shown, printed or saved, and one group of its key typed back."""

from __future__ import annotations

import secrets

from PySide6.QtWidgets import QWidget

from millegiorni_desk.app.entrance.first_run_steps import Step
from millegiorni_desk.errors import DeskError, InvalidValue
from millegiorni_desk.language import _
from millegiorni_desk.ui import tokens
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Notice
from millegiorni_desk.ui.columns import Columns
from millegiorni_desk.ui.forms import TextField
from millegiorni_desk.ui.labels import label
from millegiorni_desk.ui.page import Stack
from millegiorni_desk.ui.spacing import fix
from millegiorni_desk.ui.wrap import Wrap

_ORDINALS = (
    _("primo"),
    _("secondo"),
    _("terzo"),
    _("quarto"),
    _("quinto"),
    _("sesto"),
    _("settimo"),
    _("ottavo"),
    _("nono"),
)
_LOOKALIKE = str.maketrans({"O": "0", "I": "1", "L": "1"})
FILE_NAME = "chiave-di-recupero.pdf"


class RecoverySheet(Step):
    """Shows the sheet *pdf* of *key*; ``check`` holds only when the group asked for was typed back."""

    title = _("Il foglio di recupero")
    icon = "shield"
    wide = True

    def __init__(self, key: str, pdf: bytes) -> None:
        super().__init__()
        from millegiorni_desk.ui.preview import PdfPreview

        self.key, self._groups, self._pdf = key, key.split("-"), pdf
        self.asked = secrets.randbelow(len(self._groups))
        self.preview = PdfPreview(_("Foglio di recupero"))
        self.preview.show_pdf(pdf)
        fix(self.preview, at_least=(260, 300), at_most=(0, 430))
        self.print_button = Button(_("Stampa"), self._print, icon="print")
        self.save_button = Button(_("Salva il PDF…"), self._save)
        self._told = Notice("")
        self._told.hide()
        self.group = TextField(
            _("Scrivi il {ordinals} gruppo").format(ordinals=_ORDINALS[self.asked]),
            placeholder=_("quattro segni"),
        )
        self.group.set_hint(_("Copialo dal foglio: così sappiamo che ce l'hai."))
        # The field stands beside the sheet, but is one of the form's.
        self.fields["group"] = self.group
        stack = Stack(
            label(
                _(
                    "Se una frase segreta si dimentica, solo questo foglio riapre l'archivio. "
                    "Il programma non lo conserva: stampalo adesso e chiudilo a chiave, lontano dal computer."
                ),
                wrap=True,
            ),
            label(_in_rows(self._groups), "strong", wrap=True),
            Wrap(self.print_button, self.save_button),
            self._told,
            self.group,
            spacing=tokens.NEAR,
        )
        self.add_widget(Columns(self.preview, stack, stretch=(4, 5), fold_under=620))

    def check(self) -> None:
        """Raise ``InvalidValue`` unless the group was typed back right."""
        typed = "".join(self.group.value().upper().split()).translate(_LOOKALIKE)
        if typed != self._groups[self.asked]:
            raise InvalidValue(
                _("Non è il {ordinals} gruppo: conta da sinistra, riga per riga.").format(
                    ordinals=_ORDINALS[self.asked]
                )
                if typed
                else _("Scrivi qui il {ordinals} gruppo del foglio, poi vai avanti.").format(
                    ordinals=_ORDINALS[self.asked]
                ),
                "group",
            )

    def first(self) -> QWidget:
        return self.print_button

    def _print(self) -> None:
        from millegiorni_desk.ui.printing import print_pdf

        try:
            if print_pdf(self, self._pdf):
                self._say(_("Foglio mandato alla stampante."))
        except DeskError as problem:
            self._say(problem.message, "warning")

    def _save(self) -> None:
        from millegiorni_desk.ui.printing import save_as

        try:
            path = save_as(self, self._pdf, FILE_NAME)
        except DeskError as problem:
            self._say(problem.message, "warning")
            return
        if path is not None:
            self._say(
                _("Salvato in {parent}. Questo file apre l'archivio: stampalo, poi cancellalo.").format(
                    parent=path.parent
                ),
                "warning",
            )

    def _say(self, sentence: str, kind: str = "info") -> None:
        self._told.say(sentence, kind)
        self._told.show()


def _in_rows(groups: list[str]) -> str:
    return "\n".join("   ".join(groups[start : start + 3]) for start in range(0, len(groups), 3))
