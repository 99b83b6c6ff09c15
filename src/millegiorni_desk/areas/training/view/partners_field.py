"""With whom a meeting was made: the partners of the network's list as chips, and a new one in place."""

from __future__ import annotations

from collections.abc import Sequence

from millegiorni_desk.language import _
from millegiorni_desk.network import partners
from millegiorni_desk.network.records import Partner
from millegiorni_desk.ui.chips import ChipGroup
from millegiorni_desk.ui.forms import Form, TextField
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault

CHOSEN, NEW = "partners", "new_partner"


class PartnersFields:
    """Two fields of *form*: those chosen, and the name of one who is not in the list yet."""

    def __init__(self, vault: Vault, form: Form) -> None:
        self._vault = vault
        self.chips = form.add(CHOSEN, ChipGroup(_("In collaborazione con"), multiple=True))
        self.new = form.add(
            NEW,
            TextField(
                _("Un partner che non è ancora nell'elenco"), hint=_("Salvando entra nell'elenco della rete.")
            ),
        )
        self.new.setVisible(vault.may(Permission.RUN_MEETINGS))

    def show(self, ids: Sequence[str]) -> None:
        """Offer the list, with those of *ids* chosen, though they are off it."""
        listed = {one.id: one.name for one in partners.every(self._vault)}
        for one in ids:
            if one not in listed:
                listed[one] = partners.partner(self._vault, one).name
        self.chips.set_options(list(listed.items()))
        self.chips.set_value(tuple(ids))
        self.chips.setVisible(bool(listed))
        self.new.clear()

    def chosen(self) -> list[str]:
        """The ids chosen; a name that is written joins the list first. Raises ``InvalidValue``."""
        ids = list(self.chips.chosen())
        name = self.new.value()
        if name:
            known = partners.find(self._vault, name)
            ids.append((known or partners.add(self._vault, Partner(name=name))).id)
        return list(dict.fromkeys(ids))
