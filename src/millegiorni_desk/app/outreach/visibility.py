"""*Comunicazione, visibilità dei finanziatori*: where their marks are seen, and the files that show it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QDir
from PySide6.QtWidgets import QFileDialog, QWidget

from millegiorni_desk.app.outreach.evidence_card import EvidenceCard
from millegiorni_desk.app.outreach.part import Around, Part, file_name, kind_words
from millegiorni_desk.areas.outreach import evidence, evidence_export, figures, named, workbook
from millegiorni_desk.areas.outreach.evidence import Item
from millegiorni_desk.areas.outreach.evidence_export import Exported
from millegiorni_desk.language import _, plural
from millegiorni_desk.ui import stamp
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Card, Notice
from millegiorni_desk.ui.papers import Papers
from millegiorni_desk.ui.parsing import number
from millegiorni_desk.ui.printing import SavedNotice
from millegiorni_desk.ui.tables import Column, Row, Source, Table
from millegiorni_desk.ui.wrap import Wrap

EXCEL = "Excel (*.xlsx)"
_NONE = "none"
Progress = Callable[[int, int, str], None]


class VisibilityPart(Part):
    """Enter on a funder narrows the files to hers; Enter on a file opens it to be looked at or put right."""

    def __init__(self, around: Around) -> None:
        super().__init__(around)
        self.funder = ""
        self.seen = Table(
            _("Dove si vedono i finanziatori"),
            (
                Column("name", _("Finanziatore")),
                Column("materials", _("Materiali"), "number", 95),
                Column("copies", _("Copie"), "number", 85),
                Column("posts", _("Pubblicazioni"), "number", 125),
                Column("files", _("Prove"), "number", 75),
            ),
            empty=_("Ancora nessun finanziatore: li scrive il coordinamento in Rete."),
            most_rows=6,
        )
        self.seen.opened.connect(lambda row: self.narrow(str(row["id"])) if row else None)
        seen = Card(_("Dove si vedono i finanziatori"))
        seen.add(self.seen)
        self.table = Table(
            _("Prove"),
            (
                Column("on_date", _("Giorno"), "date", 100),
                Column("what", _("Che cosa")),
                Column("funder", _("Per chi"), width=190),
                Column("name", _("File"), width=200),
            ),
            empty=_("Nessuna prova in questo periodo: aggiungi qui sotto una foto o una schermata."),
            most_rows=7,
        )
        self.table.opened.connect(self._opened)
        self.listed = Card(_("Prove"))
        self.items: dict[str, Item] = {}
        self.all_button = Button(_("Mostra tutti i finanziatori"), lambda: self.narrow(""), kind="quiet")
        self.zip_button = Button(_("Consegna le prove…"), self.ask_zip, icon="download")
        self.book_button = Button(_("Excel per il finanziatore…"), self.save_workbook, icon="download")
        self.listed.add(self.table)
        self.buttons = Wrap(self.zip_button, self.book_button, self.all_button)
        self.listed.add(self.buttons)
        self.papers = Papers()
        self.card = EvidenceCard(around, self.reload)
        for piece in (seen, self.listed, self.papers, self.card, self.work):
            self.add(piece)
        self.zip_button.setVisible(around.may)
        self.card.setVisible(around.may)

    def reload(self) -> None:
        names = named.funders(self.vault)
        rows = figures.by_funder(self.vault, self.around.days)
        self.seen.show_rows(Source.of([_seen_row(one) for one in rows] if names else []))
        found = evidence.of_funder(self.vault, self.funder, self.around.days)
        self.items = {item.evidence.id: item for item in found}
        self.table.show_rows(Source.of([_row(item, names) for item in found]))
        said = names.get(self.funder, "")
        self.listed.title.setText(_("Prove per {funder}").format(funder=said) if said else _("Prove"))
        self.all_button.setVisible(bool(said))
        self.book_button.setVisible(bool(said) and self.around.may)
        self.zip_button.setEnabled(bool(found))
        self.buttons.lay_out()
        self.card.reload()
        count = plural("{n} prova", "{n} prove", len(found)).format(n=number(len(found)))
        self.told.emit(count, "", "quiet")

    def first_focus(self) -> QWidget | None:
        return None

    def _opened(self, row: Row) -> None:
        item = self.items.get(str(row.get("id")))
        if item is None:
            return
        if self.around.may:
            self.card.take_up(item)
        else:
            self.shell.open("evidence", item.evidence.id)

    def narrow(self, funder_id: str) -> None:
        """Show only what is for that funder; none shows all."""
        self.funder = "" if funder_id == _NONE else funder_id
        self.reload()

    def about(self, key: str) -> None:
        """Begin a new piece of evidence about that record."""
        self.card.begin(key)

    # --- what is handed over --------------------------------------------------------------------------

    def save_workbook(self) -> None:
        """Write what carries the funder's mark, or everything, to a workbook."""
        vault, days, funder = self.vault, self.around.days, self.funder
        self.papers.save(
            lambda: workbook.outreach_workbook(vault, days, funder),
            file_name("comunicazione", days, "xlsx"),
            EXCEL,
        )

    def ask_zip(self) -> None:
        """Ask where the zip goes, and write it there."""
        mark = "PROVA-" if stamp.words else ""
        start = QDir.home().filePath(mark + file_name("visibilita", self.around.days, "zip"))
        chosen, _kind = QFileDialog.getSaveFileName(self, _("Consegna le prove"), start, "Zip (*.zip)")
        if chosen:
            self.save_zip(Path(chosen))

    def save_zip(self, path: Path) -> None:
        """Write the files that are listed, with their index, to *path*; noted in the audit log."""
        vault, days, funder = self.vault, self.around.days, self.funder

        def work(progress: Progress) -> Exported:
            return evidence_export.export(vault, path.with_suffix(".zip"), funder, days, progress)

        self.papers.clear()
        self.work.run(_("Scrivo le prove"), work, self._written)

    def _written(self, made: Exported) -> None:
        notice: Notice = SavedNotice(made.path)
        if made.broken:
            missing = ", ".join(made.broken)
            notice.say(
                _("Salvato: {name}. Non sono arrivati interi, e mancano: {missing}.").format(
                    name=made.path.name, missing=missing
                ),
                "warning",
            )
        self.papers.tell(notice)


def _seen_row(one: figures.Seen) -> Row:
    return {
        "id": one.funder_id or _NONE,
        "name": one.name or _("Senza marchio di nessuno"),
        "materials": one.materials,
        "copies": one.copies,
        "posts": one.posts,
        "files": one.evidence if one.funder_id else None,
    }


def _row(item: Item, names: dict[str, str]) -> Row:
    subject, one = item.subject, item.evidence
    what = f"{kind_words(subject.kind)} · {subject.title}" if subject else _("non ancora arrivato")
    return {
        "id": one.id,
        "on_date": subject.on_date.isoformat() if subject else one.added_on.isoformat(),
        "what": " · ".join(filter(None, (what, one.notes))),
        "funder": names.get(one.funder_id, "") if one.funder_id else _("tutti"),
        "name": one.name,
    }
