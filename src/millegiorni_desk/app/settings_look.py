"""*Impostazioni, aspetto*: light or dark and the size of the text, shown at once."""

from __future__ import annotations

from millegiorni_desk.app import appearance
from millegiorni_desk.app.sections import Section
from millegiorni_desk.ui import tokens
from millegiorni_desk.ui.cards import Card
from millegiorni_desk.ui.chips import ChipGroup
from millegiorni_desk.ui.labels import label

_MODES = (("system", "Come il computer"), ("light", "Chiaro"), ("dark", "Scuro"))


class LookSection(Section):
    """The look of this computer; whoever uses it next finds it so."""

    def __init__(self) -> None:
        super().__init__()
        card = Card("Aspetto")
        self.mode = ChipGroup("Colori", _MODES)
        self.scale = ChipGroup("Grandezza del testo", [(str(size), f"{size} %") for size in tokens.SCALES])
        for field in (self.mode, self.scale):
            card.add(field)
        card.add(label("Vale per questo computer, per chiunque lo usi.", "muted", wrap=True))
        self.add(card)
        self.reload()
        self.mode.changed.connect(self._chosen)
        self.scale.changed.connect(self._chosen)

    def reload(self) -> None:
        self.mode.set_value(appearance.mode())
        self.scale.set_value(str(appearance.scale()))
        words = dict(_MODES)[appearance.mode()].lower()
        self.told.emit(f"{words}, {appearance.scale()} %", "", "quiet")

    def first_focus(self) -> ChipGroup:
        return self.mode

    def _chosen(self) -> None:
        mode, scale = str(self.mode.value()), str(self.scale.value())
        # A chip taken back leaves no answer: the look stays as it is.
        if mode and scale and (mode, int(scale)) != (appearance.mode(), appearance.scale()):
            appearance.choose(mode, int(scale))
            self.reload()
