"""*Impostazioni, aspetto e blocco*: light or dark, the size of the text, and when the desk locks by itself."""

from __future__ import annotations

from millegiorni_desk import settings
from millegiorni_desk.app import appearance
from millegiorni_desk.app.sections import Section
from millegiorni_desk.language import LANGUAGES, _, kept
from millegiorni_desk.ui import tokens
from millegiorni_desk.ui.cards import Card
from millegiorni_desk.ui.chips import ChipGroup
from millegiorni_desk.ui.labels import label

_LOCKS = (("5", _("dopo 5 minuti")), ("15", _("dopo 15 minuti")), ("30", _("dopo mezz'ora")), ("0", _("mai")))
_MODES = (("system", _("Come il computer")), ("light", _("Chiaro")), ("dark", _("Scuro")))


class LookSection(Section):
    """What holds for this computer; whoever uses it next finds it so."""

    def __init__(self) -> None:
        super().__init__()
        card = Card(_("Aspetto"))
        self.mode = ChipGroup(_("Colori"), _MODES)
        self.scale = ChipGroup(_("Grandezza del testo"), [(str(size), f"{size} %") for size in tokens.SCALES])
        for field in (self.mode, self.scale):
            card.add(field)
        self.language = ChipGroup(
            _("Lingua del programma"), list(LANGUAGES.items()), hint=_("Vale dal prossimo avvio.")
        )
        card.add(self.language)
        card.add(label(_("Vale per questo computer, per chiunque lo usi."), "muted", wrap=True))
        self.add(card)
        lock = Card(_("Blocco"))
        self.lock_after = ChipGroup(
            _("Si blocca da solo, se nessuno lo usa"),
            _LOCKS,
            hint=_("Dopo il risveglio del computer si blocca sempre."),
        )
        lock.add(self.lock_after)
        self.add(lock)
        self.reload()
        self.lock_after.changed.connect(self._lock_chosen)
        self.language.changed.connect(self._language_chosen)
        self.mode.changed.connect(self._chosen)
        self.scale.changed.connect(self._chosen)

    def reload(self) -> None:
        self.mode.set_value(appearance.mode())
        self.scale.set_value(str(appearance.scale()))
        self.lock_after.set_value(str(settings.get("lock_after")))
        self.language.set_value(kept())
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

    def _language_chosen(self) -> None:
        if self.language.value():
            settings.put("language", str(self.language.value()))

    def _lock_chosen(self) -> None:
        if self.lock_after.value():
            settings.put("lock_after", int(str(self.lock_after.value())))
