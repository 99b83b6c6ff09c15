"""How a receipt goes to paper: the language beside Italian, and how many halves stand on a sheet."""

from __future__ import annotations

from millegiorni_desk.areas.doti import documents, receipt_words
from millegiorni_desk.areas.people.languages import language_name
from millegiorni_desk.language import _
from millegiorni_desk.ui.forms import ChoiceField, Form

_WORDS = {
    documents.HALVES: _("Due metà: ente e persona"),
    documents.PAIRS: _("Due ricevute per foglio, solo per l'ente"),
    documents.WHOLE: _("Un foglio intero per copia"),
}


class PaperChoices(Form):
    """Language and layout. With *each*, no language means that of each woman; without, it is always one."""

    def __init__(self, *, each: bool = False) -> None:
        super().__init__()
        self._each = each
        spoken = [(code, language_name(code)) for code in receipt_words.LANGUAGES]
        none = _("Per ognuna la sua") if each else ""
        self.language_field = ChoiceField(_("Lingua, accanto all'italiano"), spoken, none=none)
        layouts = [(code, words) for code, words in _WORDS.items() if each or code != documents.PAIRS]
        self.layout_field = ChoiceField(_("Foglio"), layouts, none="")
        self.add_row(fold_under=760, language=self.language_field, layout=self.layout_field)
        self.layout_field.set_value(documents.HALVES)

    def language(self) -> str | None:
        """The code, or None for that of each woman."""
        chosen = str(self.language_field.value())
        return chosen or (None if self._each else receipt_words.ITALIAN)

    def sheet(self) -> str:
        """One of ``documents.LAYOUTS``."""
        return str(self.layout_field.value()) or documents.HALVES
