"""*Percorsi*: the pathways under way, what is open in each, and which have been silent too long."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from millegiorni_desk.areas.pathways import service
from millegiorni_desk.areas.pathways.service import Line
from millegiorni_desk.changes import Changes
from millegiorni_desk.language import _
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Card, EmptyState
from millegiorni_desk.ui.chips import ChipGroup
from millegiorni_desk.ui.page import Page
from millegiorni_desk.ui.parsing import number
from millegiorni_desk.ui.shell import Shell
from millegiorni_desk.ui.tables import Column, Row, Source, Table
from millegiorni_desk.vault.vault import Vault

SILENT_DAYS = 30
_WHICH = [("open", _("Aperti")), ("all", _("Tutti"))]
_TABLES = ("pathway", "goal", "intervention", "person")


class PathwaysPage(Page):
    """The pathways as a list, newest first; Enter opens one."""

    def __init__(self, vault: Vault, shell: Shell) -> None:
        super().__init__(_("Percorsi"))
        self._vault, self._shell = vault, shell
        self.which = ChipGroup(_("Quali percorsi"), _WHICH)
        self.which.hide_label()
        self.which.set_value("open")
        self.which.changed.connect(self._show)
        self.table = Table(
            _("Percorsi"),
            [
                Column("person", _("Persona")),
                Column("opened", _("Apertura"), "date", width=110),
                Column("case_manager", _("Case manager"), width=180),
                Column("goals", _("Obiettivi aperti"), "number", width=140),
                Column("last", _("Ultimo passo"), width=210),
            ],
            empty=_("Nessun percorso aperto."),
        )
        self.table.opened.connect(lambda row: shell.open("pathway", row["id"]))
        self.card = Card()
        self.card.add(self.which)
        self.card.add(self.table, 1)
        self.add(self.card, 1)
        self.nobody = EmptyState(
            _("Ancora nessun percorso"),
            _("Un percorso si apre dalla scheda di una persona, o da qui."),
            (_("Apri un percorso"), self._new),
            icon="pathways",
        )
        self.add(self.nobody)
        self.foot.add(Button(_("Apri un percorso"), self._new, kind="primary", keys="Ctrl+N", icon="add"))
        self._show()

    def refresh(self, changes: Changes) -> None:
        if changes.touches(*_TABLES):
            self._show()

    def _new(self) -> None:
        self._shell.open("new-pathway", None)

    def _show(self) -> None:
        known, still = service.count(self._vault), service.count(self._vault, open_only=True)
        self.card.setVisible(bool(known))
        self.nobody.setVisible(not known)
        opened = _("aperto") if still == 1 else _("aperti")
        self.set_state(
            _("{still} {opened} su {known}").format(still=number(still), opened=opened, known=number(known))
            if known
            else "",
            "quiet",
        )
        only = self.which.value() == "open"
        self.table.show_rows(
            Source(
                lambda: service.count(self._vault, only), lambda start, limit: self._rows(start, limit, only)
            )
        )

    def _rows(self, start: int, limit: int, open_only: bool) -> Sequence[Row]:
        return [_row(line, date.today()) for line in service.page(self._vault, start, limit, open_only)]


def _row(line: Line, today: date) -> Row:
    pathway, person = line.pathway, line.person
    return {
        "id": pathway.id,
        "person": f"{person.surname} {person.name}".strip() if person else _("scheda non ancora arrivata"),
        "opened": pathway.opened_on.isoformat(),
        "case_manager": pathway.case_manager,
        "goals": line.open_goals,
        "last": _last(line, today),
    }


def _last(line: Line, today: date) -> str:
    if line.pathway.closed_on is not None:
        return _("chiuso il {closed_on:%d/%m/%Y}").format(closed_on=line.pathway.closed_on)
    silent = (today - (line.last_on or line.pathway.opened_on)).days
    if silent > SILENT_DAYS:
        return _("fermo da {silent} giorni").format(silent=silent)
    return f"{line.last_on:%d/%m/%Y}" if line.last_on else _("appena aperto")
