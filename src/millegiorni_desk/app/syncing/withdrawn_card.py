"""*Sincronizza*: what was withdrawn because a computer was taken out of the network, to be written again if true."""

from __future__ import annotations

from typing import TYPE_CHECKING

from millegiorni_desk.flows import withdrawn
from millegiorni_desk.flows.withdrawn import Withdrawn
from millegiorni_desk.language import _
from millegiorni_desk.ui.cards import Card
from millegiorni_desk.ui.labels import label
from millegiorni_desk.ui.tables import Column, Row, Source, Table
from millegiorni_desk.vault.permissions import Permission

if TYPE_CHECKING:
    from millegiorni_desk.vault.vault import Vault


class WithdrawnCard(Card):
    """Hidden while nothing was withdrawn, and for whoever may not see people."""

    def __init__(self, vault: Vault) -> None:
        super().__init__(_("Modifiche ritirate"))
        self._vault = vault
        self.add(
            label(
                _(
                    "Le aveva scritte una postazione dopo l'ultima consegna accettata, prima che si sapesse che era "
                    "stata tolta dalla rete. Qui non valgono: quello che era vero si scrive di nuovo."
                ),
                "muted",
                wrap=True,
            )
        )
        self.table = Table(
            _("Modifiche ritirate"),
            (
                Column("at", _("Scritta il"), width=152),
                Column("whose", _("Di chi")),
                Column("what", _("Che cosa")),
                Column("source", _("Da chi")),
            ),
            most_rows=8,
        )
        self.add(self.table)
        self.hide()

    def show_withdrawn(self) -> None:
        """Show what there is now; a page of it is read as it comes into sight."""
        vault = self._vault
        found = withdrawn.count(vault) if vault.may(Permission.SEE_PEOPLE) else 0
        self.setVisible(found > 0)
        self.table.show_rows(
            Source(
                lambda: found,
                lambda offset, limit: [_row(one) for one in withdrawn.page(vault, offset, limit)],
            )
        )


def _row(one: Withdrawn) -> Row:
    return {
        "id": one.id,
        "at": f"{one.at.astimezone():%d/%m/%Y %H:%M}",
        "whose": one.whose,
        "what": one.what,
        "source": one.source,
    }
