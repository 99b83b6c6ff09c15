"""*Impostazioni, importa*: empty registers, the way to the wizard, and the imports made, to be taken back."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QFileDialog, QWidget

from millegiorni_desk.app.importing.check import undone_words
from millegiorni_desk.app.sections import Section
from millegiorni_desk.flows.workbooks import Import, Kind, imports, undo_import, write_template
from millegiorni_desk.flows.workbooks.columns import TITLES
from millegiorni_desk.language import _
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Card
from millegiorni_desk.ui.dates import moment_words
from millegiorni_desk.ui.labels import label
from millegiorni_desk.ui.page import Stack
from millegiorni_desk.ui.tables import Column, Source, Table
from millegiorni_desk.ui.tasks import TaskBar
from millegiorni_desk.ui.wrap import Wrap

if TYPE_CHECKING:
    from millegiorni_desk.ui.shell import Shell
    from millegiorni_desk.vault.vault import Vault

KINDS = (Kind.ACCESSES, Kind.PATHWAYS, Kind.DOTI, Kind.MEETINGS, Kind.PEOPLE)
_XLSX = _("Foglio di calcolo (*.xlsx)")


class ImportSection(Section):
    """Templates, the wizard's door, and what was imported here."""

    def __init__(self, vault: Vault, shell: Shell) -> None:
        super().__init__()
        self._vault = vault
        door = Card(_("Importa un registro"))
        door.add(
            label(
                _(
                    "Qualunque registro: si scelgono il foglio e le colonne, si vede tutto prima, "
                    "si può annullare dopo."
                ),
                "muted",
                wrap=True,
            )
        )
        self.open_button = Button(
            _("Importa un registro…"), lambda: shell.open("import"), kind="primary", icon="document"
        )
        door.add_row(self.open_button)
        self.add(door)
        empty = Card(_("Il registro vuoto"))
        empty.add(
            label(
                _("Un foglio con le colonne giuste, gli elenchi delle risposte e un esempio."),
                "muted",
                wrap=True,
            )
        )
        empty.add(Wrap(*(self._template_button(kind) for kind in KINDS)))
        self.templates = Stack()
        empty.add(self.templates)
        self.add(empty)
        self.add(self._made_card())
        self.work = TaskBar()
        self.add(self.work)

    def _made_card(self) -> Card:
        card = Card(_("Importazioni fatte"))
        self.made = Table(
            _("Importazioni fatte"),
            (
                Column("when", _("Quando"), width=150),
                Column("kind", _("Registro"), width=80),
                Column("file", _("File")),
                Column("added", _("Aggiunte"), "number", 80),
                Column("rejected", _("Rifiutate"), "number", 80),
                Column("state", _("Stato"), width=200),
            ),
            empty=_("Da questo archivio non si è ancora importato niente."),
            most_rows=6,
            row_height=30,
        )
        self.made.selected.connect(lambda row: self._offer())
        self.undo_button = Button(_("Annulla l'importazione scelta"), self.undo_it, icon="undo")
        self.words = label("", wrap=True)
        self.words.hide()
        for widget in (self.made, Wrap(self.undo_button), self.words):
            card.add(widget)
        return card

    def _template_button(self, kind: Kind) -> Button:
        button = Button(f"{_(TITLES[kind])}…", lambda: self._ask_template(kind), icon="download")
        button.setAccessibleName(_("Salva il registro vuoto: {words}").format(words=_(TITLES[kind])))
        return button

    def reload(self) -> None:
        found, now = imports(self._vault), datetime.now().astimezone()
        self.made.show_rows(Source.of([_row(one, now) for one in found]))
        self._offer()
        self.told.emit(_("registri in foglio di calcolo"), "", "quiet")

    def first_focus(self) -> QWidget:
        return self.open_button

    def _offer(self) -> None:
        self.undo_button.setEnabled(bool(self.made.current()) and not self.made.current().get("undone"))

    def undo_it(self) -> None:
        """Take the chosen import back, whole, but for what someone worked on since."""
        chosen = self.made.current().get("id")
        if chosen is None:
            return
        self.work.run(
            _("Annullo l'importazione"),
            lambda progress: undo_import(self._vault, str(chosen)),
            self._undone,
            can_cancel=False,
        )

    def _undone(self, undone: Any) -> None:
        self.reload()
        self.words.setText(undone_words(undone))
        self.words.show()

    def _ask_template(self, kind: Kind) -> None:
        suggested = str(Path.home() / f"registro-{TITLES[kind].lower()}.xlsx")
        chosen, _filter = QFileDialog.getSaveFileName(self, _("Salva il registro vuoto"), suggested, _XLSX)
        if chosen:
            self.save_template(kind, Path(chosen))

    def save_template(self, kind: Kind, path: Path) -> None:
        """Write the empty register of that kind to *path*."""
        self.work.run(
            _("Scrivo il registro vuoto"),
            lambda progress: write_template(kind, path, self._vault),
            lambda _none: self._say_saved(path),
            can_cancel=False,
        )

    def _say_saved(self, path: Path) -> None:
        from millegiorni_desk.ui.printing import SavedNotice

        layout = self.templates.layout()
        while layout is not None and (item := layout.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        if layout is not None:
            layout.addWidget(SavedNotice(path))


def _row(one: Import, now: datetime) -> dict[str, Any]:
    return {
        "id": one.id,
        "when": moment_words(_moment(one.at), now),
        "kind": _(TITLES[Kind(one.kind)]),
        "file": one.file,
        "added": one.added,
        "rejected": one.rejected,
        "undone": one.undone_at,
        "state": _("annullata da {who}").format(who=one.undone_by) if one.undone_at else "",
    }


def _moment(at: str) -> datetime:
    return datetime.strptime(at, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC).astimezone()
