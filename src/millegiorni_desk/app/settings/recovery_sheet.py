"""The recovery sheet on the screen: shown, printed or saved, and one group of its key typed back."""

from __future__ import annotations

import secrets

from PySide6.QtWidgets import QWidget

from millegiorni_desk.app.entrance.first_run_steps import Step
from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.language import _
from millegiorni_desk.ui.forms import TextField
from millegiorni_desk.ui.labels import label
from millegiorni_desk.ui.secret_paper import SecretPaper

_WHICH = (
    _("il primo"),
    _("il secondo"),
    _("il terzo"),
    _("il quarto"),
    _("il quinto"),
    _("il sesto"),
    _("il settimo"),
    _("l'ottavo"),
    _("il nono"),
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
        self.key, self._groups = key, key.split("-")
        self.asked = secrets.randbelow(len(self._groups))
        self.group = TextField(
            _("Scrivi {which} gruppo").format(which=_WHICH[self.asked]),
            placeholder=_("quattro segni"),
        )
        self.group.set_hint(_("Copialo dal foglio: così sappiamo che ce l'hai."))
        # The field stands beside the sheet, but is one of the form's.
        self.fields["group"] = self.group
        self.paper = SecretPaper(
            _("Foglio di recupero"),
            pdf,
            FILE_NAME,
            _(
                "Se una frase segreta si dimentica, solo questo foglio riapre l'archivio. "
                "Il programma non lo conserva: stampalo adesso e chiudilo a chiave, lontano dal computer."
            ),
            printed=_("Foglio mandato alla stampante."),
            saved=_("Salvato in {parent}. Questo file apre l'archivio: stampalo, poi cancellalo."),
            above=(label(_in_rows(self._groups), "strong", wrap=True),),
            below=(self.group,),
        )
        self.add_widget(self.paper)

    def check(self) -> None:
        """Raise ``InvalidValue`` unless the group was typed back right."""
        typed = "".join(self.group.value().upper().split()).translate(_LOOKALIKE)
        if typed != self._groups[self.asked]:
            raise InvalidValue(
                _("Non è {which} gruppo: conta da sinistra, riga per riga.").format(which=_WHICH[self.asked])
                if typed
                else _("Scrivi qui {which} gruppo del foglio, poi vai avanti.").format(
                    which=_WHICH[self.asked]
                ),
                "group",
            )

    def first(self) -> QWidget:
        return self.paper.print_button


def _in_rows(groups: list[str]) -> str:
    return "\n".join("   ".join(groups[start : start + 3]) for start in range(0, len(groups), 3))
