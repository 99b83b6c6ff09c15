"""``python -m tests.ui.walking_in_english VAULT USER …``: prints what the English desks still say in Italian."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from PySide6.QtWidgets import QApplication

from millegiorni_desk.language import CODE
from millegiorni_desk.ui import theme
from millegiorni_desk.ui.dressing import dress
from tests.language import messages
from tests.robustness import furnished
from tests.ui import walking

_TELLING = re.compile(
    r"\b(della|delle|degli|nella|nelle|questo|questa|scegli|scrivi|ancora|nessuna|nessun|perché|che|quale|"
    r"salva|apri|chiudi|annulla|aggiungi|togli|giorno|giorni|mese|mesi|anno|casa|persona|persone|senza|sono)\b",
    re.IGNORECASE,
)
# What was typed or made up, and names of places and papers that have no English.
_DATA = re.compile(
    r"Mille Giorni Insieme|Bando Umanitario|Unione Buddhista|Associazione|Iscrizione al nido|Consultorio|Casa\b.*APS|"
    r"preferisce il mattino|primo colloquio|Bonus nido|[«“”»\"]|for example|Informativa|"
    r"chiavetta smarrita|Vestiti|Nati per Leggere|I primi mille giorni"
)

# What stands on these is another thing in a house and at the coordination.
_OTHER_AT_THE_COORDINATION = {
    "today",
    "settings",
    "network",
    "sync",
    "coordination",
    "questions",
    "month-end",
}


def italian() -> set[str]:
    """Texts of the interface whose English is another."""
    english = messages.translated(messages.read(messages.CATALOGUES / "en.po"))
    said = {one for forms in english.values() for one in forms}
    return {form for (_context, *forms) in english for form in forms} - said - {"Italiano"}


def main(folder: Path, user: str, seen: set[str]) -> None:
    """Go through the pages that are not in *seen*, and add them."""
    walk = walking.enter(folder, user, furnished.PASSPHRASE)
    dress(walk.shell)
    walk.shell.show()
    known, told = italian(), set()
    for name, page in walk.screens(seen):
        for words in {*walking.words(page), *walking.words(walk.shell.rail)}:
            if words in known or (_TELLING.search(words) and not _DATA.search(words)):
                told.add(f"{user}, {name}: {words!r}\n")
    walk.desk.close()
    QApplication.processEvents()
    sys.stdout.writelines(sorted(told))
    seen |= walk.shell._registered.keys() - _OTHER_AT_THE_COORDINATION


if __name__ == "__main__":
    assert CODE == "en"
    application = QApplication([])
    theme.apply("light", 100)
    walked: set[str] = set()
    for vault, name in zip(sys.argv[1::2], sys.argv[2::2], strict=True):
        main(Path(vault), name, walked)
