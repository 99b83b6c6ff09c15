"""*Percorsi*: the pathways under way, what is open in each, and which have been silent too long."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from millegiorni_desk.areas.pathways import service
from millegiorni_desk.areas.pathways.service import Line
from millegiorni_desk.changes import Changes
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Card, EmptyState
from millegiorni_desk.ui.chips import ChipGroup
from millegiorni_desk.ui.page import Page
from millegiorni_desk.ui.parsing import number
from millegiorni_desk.ui.shell import Shell
from millegiorni_desk.ui.tables import Column, Row, Source, Table
from millegiorni_desk.vault.vault import Vault

SILENT_DAYS = 30
_WHICH = [("open", "Aperti"), ("all", "Tutti")]
_TABLES = ("pathway", "goal", "intervention", "person")


class PathwaysPage(Page):
    """The pathways as a list, newest first; Enter opens one."""

    def __init__(self, vault: Vault, shell: Shell) -> None:
        super().__init__("Percorsi")
        self._vault, self._shell = vault, shell
        self.which = ChipGroup("Quali percorsi", _WHICH)
        self.which.hide_label()
        self.which.set_value("open")
        self.which.changed.connect(self._show)
        self.table = Table(
            "Percorsi",
            [
                Column("person", "Persona", sortable=False),
                Column("opened", "Apertura", "date", width=110, sortable=False),
                Column("case_manager", "Case manager", width=180, sortable=False),
                Column("goals", "Obiettivi aperti", "number", width=140, sortable=False),
                Column("last", "Ultimo passo", width=210, sortable=False),
            ],
            empty="Nessun percorso aperto.",
        )
        self.table.opened.connect(lambda row: shell.open("pathway", row["id"]))
        self.card = Card()
        self.card.add(self.which)
        self.card.add(self.table, 1)
        self.add(self.card, 1)
        self.nobody = EmptyState(
            "Ancora nessun percorso",
            "Un percorso si apre dalla scheda di una persona, o da qui.",
            ("Apri un percorso", self._new),
            icon="pathways",
        )
        self.add(self.nobody)
        self.foot.add(Button("Apri un percorso", self._new, kind="primary", keys="Ctrl+N", icon="add"))
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
        opened = "aperto" if still == 1 else "aperti"
        self.set_state(f"{number(still)} {opened} su {number(known)}" if known else "", "quiet")
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
        "person": f"{person.surname} {person.name}".strip() if person else "scheda non ancora arrivata",
        "opened": pathway.opened_on.isoformat(),
        "case_manager": pathway.case_manager,
        "goals": line.open_goals,
        "last": _last(line, today),
    }


def _last(line: Line, today: date) -> str:
    if line.pathway.closed_on is not None:
        return f"chiuso il {line.pathway.closed_on:%d/%m/%Y}"
    silent = (today - (line.last_on or line.pathway.opened_on)).days
    if silent > SILENT_DAYS:
        return f"fermo da {silent} giorni"
    return f"{line.last_on:%d/%m/%Y}" if line.last_on else "appena aperto"
