"""The language of the interface: Italian, the source, or a translation of it (GNU gettext).

It is chosen once, when the process starts and before anything else of the desk is imported: many texts are
made at import. What is printed for the women and for the funder is not interface and does not pass here.
"""

from __future__ import annotations

import gettext

_catalogue = gettext.NullTranslations()


def _(text: str) -> str:
    """*text* in the language of the interface. Placeholders are filled after: ``_("Ciao {name}").format(name=…)``."""
    return _catalogue.gettext(text)


def plural(one: str, many: str, n: int) -> str:
    """The form for *n* things; ``{n}`` is filled after, as any placeholder."""
    return _catalogue.ngettext(one, many, n)


def N_(text: str) -> str:
    """*text* as it is: marks for the catalogue what is translated where it is shown."""
    return text
