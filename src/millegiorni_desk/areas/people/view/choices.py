"""Countries, languages and the arrival in Italy as fields: as people write them ("marocchina", "436", "darija")."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from millegiorni_desk.areas.people import arrival
from millegiorni_desk.areas.people.countries import STATELESS, citizenships, countries, country_code
from millegiorni_desk.areas.people.languages import language_code, language_name, languages
from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.language import _
from millegiorni_desk.ui.forms import ChoiceField, TextField


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
    """A country by its name, its people's or a code of ISTAT's; the value is its ISO 3166-1 code or nothing."""

    def __init__(self, words: str) -> None:
        super().__init__(
            words, countries(), lambda typed: code if (code := country_code(typed)) != STATELESS else ""
        )


class CitizenshipField(_WordField):
    """As :class:`CountryField`, where one may have no country at all."""

    def __init__(self, words: str) -> None:
        super().__init__(words, citizenships(), country_code)


class LanguageField(_WordField):
    """A language by any of its names; the value is its ISO 639 code or nothing."""

    def __init__(self, words: str) -> None:
        super().__init__(words, languages(), language_code)


class _ReadWords(TextField):
    """Words that are read into a value when the field is left."""

    def __init__(self, words: str, placeholder: str) -> None:
        super().__init__(words, placeholder=placeholder)
        self.line.editingFinished.connect(self._left)

    def _left(self) -> None:
        if self.check():
            self.set_value(self.value())


class LanguagesField(_ReadWords):
    """Several languages by any of their names, with commas between; the value is a list of ISO 639 codes."""

    def __init__(self, words: str) -> None:
        super().__init__(words, _("arabo, francese"))

    def value(self) -> list[str]:  # type: ignore[override]
        codes = []
        for word in filter(None, (part.strip() for part in re.split(r"[,;/]", self.line.text()))):
            code = language_code(word)
            if not code:
                raise InvalidValue(_("Non conosco la lingua «{word}».").format(word=word))
            codes.append(code)
        return list(dict.fromkeys(codes))

    def set_value(self, value: object) -> None:
        codes = value if isinstance(value, list) else []
        self.line.setText(", ".join(language_name(str(code)) for code in codes))


class ArrivalField(_ReadWords):
    """When she came to Italy, by year, month or day; the value is as the record keeps it (see ``arrival``)."""

    def __init__(self, words: str) -> None:
        super().__init__(words, _("anno, o mese e anno"))

    def value(self) -> str:
        return arrival.read(self.line.text(), date.today())

    def set_value(self, value: object) -> None:
        self.line.setText(arrival.in_words(str(value or "")))
