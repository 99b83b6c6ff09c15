"""*Reti e accordi*: the networks the project belongs to and the agreements signed; Enter opens one."""

from __future__ import annotations

from datetime import date

from PySide6.QtWidgets import QWidget

from millegiorni_desk.areas.people.view.pile import Pile
from millegiorni_desk.areas.training import agreements
from millegiorni_desk.areas.training.records import Agreement
from millegiorni_desk.changes import Changes
from millegiorni_desk.language import _
from millegiorni_desk.network import partners
from millegiorni_desk.network import service as network
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Card, EmptyState, Notice
from millegiorni_desk.ui.chips import ChipGroup
from millegiorni_desk.ui.dates import on_day
from millegiorni_desk.ui.page import Page
from millegiorni_desk.ui.shell import Shell
from millegiorni_desk.ui.tables import Column, Row, Source, Table
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault

_MOST_TOLD = 3


class AgreementsPage(Page):
    """Those that stand, or all; above them those that end soon."""

    def __init__(self, vault: Vault, shell: Shell) -> None:
        super().__init__(_("Reti e accordi"))
        self._vault, self._shell = vault, shell
        may = vault.may(Permission.COORDINATE)
        self.soon = Pile()
        self.which = ChipGroup(_("Quali accordi"), [("standing", _("In corso")), ("all", _("Tutti"))])
        self.which.hide_label()
        self.which.set_value("standing")
        self.which.changed.connect(self._show)
        self.table = Table(
            _("Reti e accordi"),
            [
                Column("title", _("Nome")),
                Column("kind", _("Che cosa"), width=140),
                Column("partner", _("Partner"), width=150),
                Column("contact", _("A chi rivolgersi"), width=140),
                Column("phone", _("Telefono"), width=125),
                Column("since", _("Dal"), "date", width=105),
                Column("until", _("Al"), "date", width=105),
                Column("state", "", width=115),
            ],
            empty=_("Nessun accordo in corso."),
        )
        self.table.opened.connect(lambda row: shell.open("agreement", row["id"]) if row else None)
        self.card = Card()
        self.card.add(self.which)
        self.card.add(self.table, 1)
        self.add(self.soon)
        self.add(self.card, 1)
        self.nothing = EmptyState(
            _("Ancora nessuna rete"),
            _(
                "Qui stanno le reti di cui il progetto fa parte e gli accordi con i partner, con le date e i contatti."
            ),
            (_("Aggiungi una rete o un accordo"), self._new) if may else None,
            icon="link",
        )
        self.add(self.nothing)
        if may:
            self.foot.add(
                Button(
                    _("Aggiungi una rete o un accordo"), self._new, kind="primary", keys="Ctrl+N", icon="add"
                )
            )
        self._show()

    def first_focus(self) -> QWidget | None:
        return self.table if self.card.isVisibleTo(self) else self.nothing.button

    def arrived(self, argument: object = None) -> None:
        # What ended since yesterday says so today.
        self._show()

    def refresh(self, changes: Changes) -> None:
        if changes.touches("agreement", "partner", "term"):
            self._show()

    def _new(self) -> None:
        self._shell.open("agreement", None)

    def _show(self) -> None:
        every, today = agreements.every(self._vault), date.today()
        shown = [one for one in every if self.which.value() == "all" or not agreements.is_over(one, today)]
        self.card.setVisible(bool(every))
        self.nothing.setVisible(not every)
        kinds = network.terms(self._vault, "agreement_kind")
        names = {one.id: one.name for one in partners.every(self._vault)}
        self.table.show_rows(Source.of([_row(one, kinds, names, today) for one in shown]))
        self._tell_soon(today)

    def _tell_soon(self, today: date) -> None:
        soon = agreements.ending(self._vault, today)
        told = [
            _("«{title}» finisce {when}").format(title=one.title, when=on_day(one.until or today, today))
            for one in soon[:_MOST_TOLD]
        ]
        left = len(soon) - len(told)
        said = "; ".join(told) + (_("; e altri {n}").format(n=left) if left > 0 else "") + "."
        self.soon.put([Notice(said, "warning")] if soon else [])


def _row(one: Agreement, kinds: dict[str, str], names: dict[str, str], today: date) -> Row:
    over, soon = agreements.is_over(one, today), agreements.ends_soon(one, today)
    return {
        "id": one.id,
        "title": one.title,
        "kind": kinds.get(one.kind, one.kind),
        "partner": names.get(one.partner_id or "", ""),
        "contact": one.contact,
        "phone": one.phone,
        "since": one.since.isoformat() if one.since else "",
        "until": one.until.isoformat() if one.until else "",
        "state": _("finito") if over else _("finisce presto") if soon else "",
    }
