"""Countries and languages as fields: from a list, or as people write them ("marocchina", "darija")."""

from __future__ import annotations

from collections.abc import Callable

from millegiorni_desk.areas.people.countries import countries, country_code
from millegiorni_desk.areas.people.languages import language_code, languages
from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.ui.forms import ChoiceField


class _WordField(ChoiceField):
    def __init__(self, words: str, options: dict[str, str], code_of: Callable[[str], str]) -> None:
        super().__init__(words, list(options.items()), searchable=True, none="")
        self._code_of = code_of
        line = self.box.lineEdit()
        if line is not None:
            line.editingFinished.connect(self._understand)

    def value(self) -> str:
        try:
            return super().value()
        except InvalidValue:
            code = self._code_of(self.box.currentText())
            if not code:
                raise
            return code

    def _understand(self) -> None:
        """Put the name of the list in the place of what was written."""
        if self.check():
            self.set_value(self.value())


class CountryField(_WordField):
    """A country by its name or by its people's; the value is its ISO 3166-1 code or nothing."""

    def __init__(self, words: str) -> None:
        super().__init__(words, countries(), country_code)


class LanguageField(_WordField):
    """A language by any of its names; the value is its ISO 639 code or nothing."""

    def __init__(self, words: str) -> None:
        super().__init__(words, languages(), language_code)
