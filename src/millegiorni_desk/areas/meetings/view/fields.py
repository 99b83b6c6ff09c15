"""The partners of a meeting, as they are typed."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt

from millegiorni_desk.language import _
from millegiorni_desk.network import partners
from millegiorni_desk.network.records import Partner
from millegiorni_desk.network.service import fold
from millegiorni_desk.ui import tokens
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.forms import TextField
from millegiorni_desk.ui.order import keep_place
from millegiorni_desk.ui.wrap import Wrap
from millegiorni_desk.vault.vault import Vault


class PartnersField(TextField):
    """Partners by their names, one after the other: Enter adds the one typed, a press on one takes it off.

    The value is the ids; a name that nobody has joins the list of partners with :meth:`ids`.
    """

    def __init__(self, vault: Vault, words: str) -> None:
        super().__init__(words, placeholder=_("scrivi un nome, poi Invio"))
        self._vault = vault
        self._names: list[str] = []
        self._just_took = False
        self.chosen = Wrap(spacing=tokens.HAIR)
        own = self.layout()
        if own is not None:
            own.addWidget(self.chosen)
        self.chosen.hide()
        self.line.then = self._entered
        self.line.editingFinished.connect(self._take)

    def offer(self) -> None:
        """Read the list of partners again, for completion."""
        self.suggest([one.name for one in partners.every(self._vault)])

    def value(self) -> tuple[str, ...]:  # type: ignore[override]
        self._take()
        return tuple(self._names)

    def set_value(self, value: object) -> None:
        self._names = partners.names(self._vault, list(value)) if isinstance(value, list | tuple) else []
        self.line.setText("")
        self._redraw()

    def ids(self) -> list[str]:
        """The ids of the partners named; whoever is new joins the list. Within a save all of it is one."""
        found = [
            partners.find(self._vault, name) or partners.add(self._vault, Partner(name=name))
            for name in self.value()
        ]
        return [one.id for one in found]

    def new_names(self) -> Sequence[str]:
        """Those named that are not on the list yet."""
        return [name for name in self._names if partners.find(self._vault, name) is None]

    def _entered(self) -> None:
        """Enter has taken the name already, as leaving does: only from an empty line it goes on."""
        if not self._just_took:
            self.line.focusNextChild()
        self._just_took = False

    def _take(self) -> None:
        typed = " ".join(self.line.text().split())
        self._just_took = bool(typed) and self.line.hasFocus()
        if not typed:
            return
        known = partners.find(self._vault, typed)
        name = known.name if known is not None else typed
        self.line.setText("")
        if fold(name) not in {fold(one) for one in self._names}:
            self._names.append(name)
            self._redraw()
            self.changed.emit()

    def _take_off(self, name: str) -> None:
        self._names.remove(name)
        self._redraw()
        self.changed.emit()
        self.line.setFocus(Qt.FocusReason.OtherFocusReason)

    def _redraw(self) -> None:
        self.chosen.empty()
        for name in self._names:
            button = Button(name, partial(self._take_off, name), kind="soft", icon="close")
            button.setAccessibleName(_("Togli {name}").format(name=name))
            self.chosen.add(button)
        keep_place(self.line, [self.chosen])
        self.chosen.setVisible(bool(self._names))
        new = self.new_names()
        self.set_hint(_("Nuovi nell'elenco dei partner: {names}").format(names=", ".join(new)) if new else "")
