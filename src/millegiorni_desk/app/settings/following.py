"""*Impostazioni, percorsi*: after how many days without anything a pathway is called still on the board."""

from __future__ import annotations

from millegiorni_desk import settings
from millegiorni_desk.app.sections import Section
from millegiorni_desk.areas.pathways import board
from millegiorni_desk.language import _, plural
from millegiorni_desk.ui.cards import Card
from millegiorni_desk.ui.chips import ChipGroup
from millegiorni_desk.ui.labels import label

_DAYS = (15, 30, 45, 60, 90)


class FollowingSection(Section):
    """What holds for this computer, for whoever follows pathways."""

    def __init__(self) -> None:
        super().__init__()
        card = Card(_("Percorsi fermi"))
        self.silent_days = ChipGroup(
            _("Un percorso è fermo se non succede nulla da"),
            hint=_(
                "Nessun intervento, nota, appuntamento, passo fatto o voto. Si vede sulla pagina Percorsi."
            ),
        )
        card.add(self.silent_days)
        card.add(label(_("Vale per questo computer, per chiunque lo usi."), "muted", wrap=True))
        self.add(card)
        self.reload()
        self.silent_days.changed.connect(self._chosen)

    def reload(self) -> None:
        kept = board.silent_days()
        days = sorted({*_DAYS, kept})
        self.silent_days.set_options(
            [(str(n), plural("{n} giorno", "{n} giorni", n).format(n=n)) for n in days]
        )
        self.silent_days.set_value(str(kept))
        self._tell()

    def first_focus(self) -> ChipGroup:
        return self.silent_days

    def _chosen(self) -> None:
        # A chip taken back leaves no answer: what was chosen holds.
        if self.silent_days.value():
            settings.put("silent_days", int(str(self.silent_days.value())))
            self._tell()

    def _tell(self) -> None:
        days = board.silent_days()
        said = plural("fermi dopo {n} giorno", "fermi dopo {n} giorni", days).format(n=days)
        self.told.emit(said, "", "quiet")
