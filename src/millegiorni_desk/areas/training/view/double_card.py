"""Someone who stands twice in the list: which other entry is hers, and the two made one."""

from __future__ import annotations

from millegiorni_desk.areas.people.view.pile import ProblemPlace
from millegiorni_desk.areas.training import joining, staff
from millegiorni_desk.areas.training.records import StaffMember
from millegiorni_desk.areas.training.view import words
from millegiorni_desk.errors import DeskError
from millegiorni_desk.language import _
from millegiorni_desk.network import service as network
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Card
from millegiorni_desk.ui.forms import ChoiceField
from millegiorni_desk.ui.labels import label
from millegiorni_desk.ui.leaving import LeavingByButton
from millegiorni_desk.ui.shell import Shell
from millegiorni_desk.vault.vault import Vault


class DoubleCard(Card):
    """Hidden until it is asked for; the entry of the page stays, the other one goes."""

    def __init__(self, vault: Vault, shell: Shell) -> None:
        super().__init__(_("È scritta due volte"))
        self._vault, self._shell = vault, shell
        self._held: StaffMember | None = None
        self.add(
            label(
                _(
                    "Gli incontri dell'altra scheda passano a questa, e l'altra esce dall'elenco: "
                    "chi c'era due volte conta una."
                ),
                wrap=True,
            )
        )
        self.other = ChoiceField(_("L'altra scheda"), none=_("scegli"))
        self.work = ProblemPlace()
        self.join_button = Button(_("Unisci a questa"), self.join)
        leave = Button(_("Lascia com'era"), self.hide)
        for piece in (self.other, self.work):
            self.add(piece)
        self.add_row(self.join_button, leave)
        LeavingByButton(self, leave)
        self.other.changed.connect(lambda: self.join_button.setEnabled(bool(self.other.value())))
        self.hide()

    def begin(self, held: StaffMember) -> None:
        """Offer the others: those called most like her come first."""
        self._held = held
        self.work.clear()
        others = [one for one in staff.every(self._vault, active_only=False) if one.id != held.id]
        hers = set(network.fold(held.name).split())
        others.sort(key=lambda one: -len(hers & set(network.fold(one.name).split())))
        self.other.set_options(
            [(one.id, f"{one.name} · {words.workplace(self._vault, one.house_code)}") for one in others]
        )
        self.other.set_value("")
        self.join_button.setEnabled(False)
        self.show()
        self.other.setFocus()

    def join(self) -> None:
        """Make the two one; undo parts them."""
        held, other = self._held, self.other.value()
        if held is None or not other:
            return
        self.work.clear()
        try:
            joined = joining.join(self._vault, held.id, other)
        except DeskError as problem:
            self.work.show_problem(problem)
            return
        self.hide()
        self._shell.say(_("Le due schede sono una"), lambda: joining.part(self._vault, joined))
