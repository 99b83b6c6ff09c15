"""The language of the interface: Italian, the source, or a translation of it (GNU gettext).

It is chosen once, when this module is first imported: many texts are made at import. Italian costs nothing;
another language reads its catalogue, ``resources/translations/<code>.po`` (``make messages``). What is printed
for the women and for the funder is not interface and does not pass here. Numbers, euros and dates written in
digits stay as in Italy whatever the language: they are typed and read beside Italian papers.
"""

from __future__ import annotations

import gettext
import os
from functools import cache

from millegiorni_desk import settings

LANGUAGES = {"it": "Italiano", "en": "English"}
ITALIAN = "it"
VARIABLE = "MILLEGIORNI_LANGUAGE"


def kept() -> str:
    """The code of the language chosen for this computer: the environment's word first, then the setting."""
    for code in (os.environ.get(VARIABLE, ""), settings.get("language")):
        if code in LANGUAGES:
            return str(code)
    return ITALIAN


def _catalogue_of(code: str) -> gettext.NullTranslations:
    if code == ITALIAN:
        return gettext.NullTranslations()
    # Only for a translation: an Italian start does not pay for their import.
    from io import BytesIO

    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    from millegiorni_desk import resources

    compiled = BytesIO()
    with resources.path(f"translations/{code}.po").open("rb") as source:
        write_mo(compiled, read_po(source, locale=code))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


CODE = kept()
"""The language of this process; another choice holds from the next start."""
_catalogue = _catalogue_of(CODE)


def _(text: str) -> str:
    """*text* in the language of the interface. Placeholders are filled after: ``_("Ciao {name}").format(name=…)``."""
    return _catalogue.gettext(text) if text else ""


def plural(one: str, many: str, n: int) -> str:
    """The form for *n* things; ``{n}`` is filled after, as any placeholder."""
    return _catalogue.ngettext(one, many, n)


def in_context(context: str, text: str) -> str:
    """*text* where Italian says one word for two things; *context* tells translators which."""
    return _catalogue.pgettext(context, text)


@cache
def _other(code: str) -> gettext.NullTranslations:
    return _catalogue if code == CODE else _catalogue_of(code)


def in_language(code: str, text: str) -> str:
    """*text* in a language other than the interface's, for what is made to be given away."""
    return _other(code).gettext(text) if text else ""


def N_(text: str) -> str:
    """*text* as it is: marks for the catalogue what is translated where it is shown."""
    return text
