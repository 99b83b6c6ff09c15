"""*Importa un registro*: the trial with everything that is wrong or doubtful, then the import itself."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QFileDialog, QWidget

from millegiorni_desk.app.importing.steps import Step
from millegiorni_desk.errors import DeskError
from millegiorni_desk.flows.workbooks import Near, Outcome, cells, undo_import, write_rejected
from millegiorni_desk.flows.workbooks.plan import labels, letter, targets
from millegiorni_desk.language import N_, _, plural
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Card, Notice
from millegiorni_desk.ui.forms import ChoiceField, Form, TickField
from millegiorni_desk.ui.labels import label, reveal
from millegiorni_desk.ui.page import Stack
from millegiorni_desk.ui.parsing import number
from millegiorni_desk.ui.tables import Column, Source, Table

if TYPE_CHECKING:
    from millegiorni_desk.app.importing.page import ImportPage
    from millegiorni_desk.ui.shell import Shell

_XLSX = _("Foglio di calcolo (*.xlsx)")
_STATES = {
    "added": N_("si aggiunge"),
    "already": N_("c'è già"),
    "repeated": N_("ripetuta, lasciata fuori"),
    "rejected": N_("rifiutata"),
}
_SHOWN_COLUMNS = 8
_MOST_NEAR = 20


class CheckStep(Step):
    """The same work as the import, kept out of the vault: counts, rows with their problems, people to look at."""

    def __init__(self, page: ImportPage) -> None:
        super().__init__(page)
        self.card = Card(_("Che cosa succederebbe"))
        self.lines = label("", wrap=True)
        self.which = ChoiceField(
            _("Righe da vedere"),
            [("problems", _("solo quelle con qualcosa da guardare")), ("all", _("tutte"))],
            none=_("solo quelle rifiutate"),
        )
        self.which.set_value("problems")
        self.which.changed.connect(self._show_rows)
        self.once = TickField(_("Di righe che dicono la stessa cosa importa solo la prima"))
        self.once.changed.connect(self._once)
        self.room = Stack()
        self.detail = label("", wrap=True)
        self.save = Button(_("Salva le righe rifiutate…"), self._ask_rejected, icon="save")
        self.card.add(self.lines)
        self.card.add(self.once)
        self.card.add(self.which)
        self.card.add(self.room)
        self.card.add(self.detail)
        self.card.add_row(self.save)
        self.near = Card(_("Forse già note"))
        self.add(self.card)
        self.add(self.near)
        self.table: Table | None = None
        self.choices: dict[str, ChoiceField] = {}
        self._remarks: dict[int, list[str]] = {}
        self._busy = False
        self._asked: QWidget | None = None

    def first_focus(self) -> QWidget:
        return self.which

    def reload(self) -> None:
        if self.draft.trial is None:
            self.try_it()

    def ready(self) -> bool:
        return self.draft.trial is not None

    def try_it(self) -> None:
        """Do everything and keep nothing."""
        self.card.setVisible(False)
        self.near.setVisible(False)
        if self.draft.book is None or self.draft.problems:
            return
        self.page.run(_("Provo"), lambda progress, asked: self.draft.run(True, progress, asked), self._tried)

    def _tried(self, outcome: Outcome) -> None:
        if outcome.stopped:
            return
        remarks: dict[int, list[str]] = defaultdict(list)
        for remark in outcome.warnings:
            remarks[remark.row_number].append(remark.text)
        for one in outcome.rejected:
            remarks[one.row_number].insert(0, one.reason)
        self._remarks = dict(remarks)
        whole = [remark.text for remark in outcome.warnings if not remark.row_number]
        self.lines.setText("\n".join([outcome.lines()[0], *whole]))
        self._busy = True
        self.once.set_value(self.draft.plan.once)
        self.once.setVisible(outcome.repeated + outcome.twice > 0)
        self._busy = False
        self.save.setVisible(bool(outcome.rejected))
        self.card.setVisible(True)
        self._show_rows()
        self._show_near(outcome.near)
        self.tell()
        self.take_focus(self._asked)
        self._asked = None

    def _once(self) -> None:
        if not self._busy:
            self._asked = self.once
            self.draft.change(replace(self.draft.plan, once=self.once.value()))
            self.try_it()

    # --- rows --------------------------------------------------------------------------------------

    def _show_rows(self) -> None:
        register, trial = self.draft.register, self.draft.trial
        if register is None or trial is None:
            return
        wanted = self.which.value()
        rows = [
            row
            for row in register.rows
            if wanted == "all"
            or trial.states.get(row.number) == "rejected"
            or (wanted == "problems" and row.number in self._remarks)
        ]
        layout = self.room.layout()
        while layout is not None and (item := layout.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        self.table = Table(
            _("Righe del registro"),
            self._columns(),
            Source(lambda: len(rows), lambda offset, limit: self._told(rows[offset : offset + limit], trial)),
            empty=_("Nessuna riga con problemi."),
            key="id",
            most_rows=9,
            row_height=30,
        )
        self._tell_row("")
        self.table.selected.connect(lambda row: self._tell_row(str(row["why"])))
        if layout is not None:
            layout.addWidget(self.table)

    def _tell_row(self, why: str) -> None:
        self.detail.setText(why)
        reveal(self.detail, bool(why))

    def _columns(self) -> list[Column]:
        titles = self.draft.titles
        read = [at for at, target in enumerate(targets(self.draft.plan, titles)) if target][:_SHOWN_COLUMNS]
        named = labels(titles)
        return [
            Column("row", _("Riga"), "number", 60),
            Column("state", _("Esito"), width=110),
            Column("why", _("Da guardare"), width=430),
            *(Column(letter(at), named[at], width=130) for at in read),
        ]

    def _told(self, rows: Sequence[Any], trial: Outcome) -> list[dict[str, Any]]:
        """The rows that are on the screen: only they are put into words."""
        places = self.draft.register.headers.places if self.draft.register else {}
        found = []
        for row in rows:
            wrong = {places[key] for key in trial.wrong.get(row.number, ()) if key in places}
            state = trial.states.get(row.number, "")
            shown = {
                letter(at): ("⚠ " if at in wrong else "") + cells.text(value)
                for at, value in enumerate(row.cells)
            }
            shown |= {letter(at): _("⚠ vuota") for at in wrong if not shown.get(letter(at), "⚠ ").strip("⚠ ")}
            why = " ".join(self._remarks.get(row.number, ()))
            found.append(
                {"id": str(row.number), "row": row.number, "state": _(_STATES.get(state, "")), "why": why}
                | shown
            )
        return found

    # --- people ------------------------------------------------------------------------------------

    def _show_near(self, near: Sequence[Near]) -> None:
        self.near.empty()
        self.choices = {}
        self.near.setVisible(bool(near) or bool(self.draft.same_as))
        form = Form()
        for one in near[:_MOST_NEAR]:
            field = ChoiceField(
                _("Riga {row}").format(row=one.row_number),
                [("same", _("è la stessa persona: usa la scheda che c'è"))],
                none=_("non so: fai una scheda nuova, si decide dopo"),
                hint=one.sentence,
            )
            self.choices[one.new_id] = form.add(f"n{one.new_id}", field)
        self.near.add(form)
        self._near = {one.new_id: one.other_id for one in near}
        self.again = Button(_("Prova di nuovo con queste scelte"), self._again)
        self.near.add_row(self.again)
        if len(near) > _MOST_NEAR:
            rest = _("Altre {n} si guardano dopo, in «Persone».").format(n=number(len(near) - _MOST_NEAR))
            self.near.add(label(rest, "muted", wrap=True))

    def _again(self) -> None:
        for new_id, field in self.choices.items():
            if field.value():
                self.draft.same_as[new_id] = self._near[new_id]
        self.draft.trial = None
        self.try_it()

    # --- the rows that were refused ----------------------------------------------------------------

    def _ask_rejected(self) -> None:
        file = self.draft.path
        suggested = (
            file.with_name(f"{file.stem}-da-correggere.xlsx") if file else Path.home() / "da-correggere.xlsx"
        )
        chosen, _filter = QFileDialog.getSaveFileName(
            self, _("Salva le righe rifiutate"), str(suggested), _XLSX
        )
        if chosen:
            self.save_rejected(Path(chosen))

    def save_rejected(self, path: Path) -> None:
        """Write the refused rows with their reasons to *path*."""
        from millegiorni_desk.ui.printing import SavedNotice

        outcome = self.draft.done or self.draft.trial
        if outcome is None:
            return
        try:
            write_rejected(outcome, path)
        except DeskError as problem:
            self.page.work.show_problem(problem)
            return
        self.card.add(SavedNotice(path))

    def tell(self) -> None:
        trial = self.draft.trial
        if trial is None:
            self.told.emit("", "", "quiet")
            return
        words = plural("{n} riga in più", "{n} righe in più", trial.added).format(n=number(trial.added))
        refused = len(trial.rejected)
        state = (
            plural("{n} rifiutata", "{n} rifiutate", refused).format(n=number(refused))
            if refused
            else _("a posto")
        )
        self.told.emit(words, state, "warning" if refused else "info")


class ImportStep(Step):
    """The rows are written, all in one save; then it can be taken back."""

    def __init__(self, page: ImportPage, shell: Shell) -> None:
        super().__init__(page)
        self._shell = shell
        self.card = Card(_("Importa"))
        self.words = label("", wrap=True)
        self.button = Button(_("Importa"), self.import_it, kind="primary", icon="check")
        self.undo = Button(_("Annulla questa importazione"), self.undo_it, icon="undo")
        self.another = Button(_("Importa un altro file"), lambda: page.open("file"))
        self.notice = Notice("", "warning")
        self._taken_back = False
        self.card.add(self.words)
        self.card.add(self.notice)
        self.card.add_row(self.button, self.undo, self.another)
        self.add(self.card)

    def first_focus(self) -> QWidget:
        return self.button if self.button.isVisible() else self.another

    def reload(self) -> None:
        trial, done = self.draft.trial, self.draft.done
        ready = trial is not None and done is None and trial.added > 0
        if done is not None:
            self.words.setText("\n".join([done.lines()[0], _("L'abbinamento delle colonne è ricordato.")]))
        elif trial is None:
            self.words.setText(_("Prima guarda il passo «Controllo»."))
        elif not trial.added:
            self.words.setText(_("Non c'è nulla di nuovo da importare."))
        else:
            self.words.setText(
                plural(
                    "Si scrive {n} riga, in un colpo solo: o tutto o niente. Si può annullare anche dopo.",
                    "Si scrivono {n} righe, in un colpo solo: o tutte o nessuna. Si può annullare anche dopo.",
                    trial.added,
                ).format(n=number(trial.added))
            )
        self.button.setVisible(ready)
        self.undo.setVisible(done is not None and bool(done.import_id))
        self.another.setVisible(done is not None or self._taken_back)
        refused = len(done.rejected) if done else 0
        self.notice.setVisible(bool(refused))
        self.notice.say(
            plural(
                "{n} riga è stata rifiutata: salvala dal passo «Controllo», correggila e importa quel foglio.",
                "{n} righe sono state rifiutate: salvale dal passo «Controllo», correggile e importa quel foglio.",
                refused,
            ).format(n=number(refused)),
            "warning",
        )
        self.tell()

    def import_it(self) -> None:
        """Write the rows; stopped half way, nothing is written."""
        self._taken_back = False
        self.page.run(
            _("Importo"), lambda progress, asked: self.draft.run(False, progress, asked), self._imported
        )

    def _imported(self, outcome: Outcome) -> None:
        self.reload()
        if outcome.stopped:
            self.words.setText(outcome.lines()[0])
            return
        words = plural(
            "Importazione finita: {n} riga aggiunta", "Importazione finita: {n} righe aggiunte", outcome.added
        )
        self._shell.say(words.format(n=number(outcome.added)), self.undo_it)

    def undo_it(self) -> None:
        """Take the whole import back."""
        done = self.draft.done
        if done is None or not done.import_id:
            return
        import_id = done.import_id
        self.page.run(
            _("Annullo"), lambda progress, asked: undo_import(self.draft.vault, import_id), self._undone
        )

    def _undone(self, undone: Any) -> None:
        self.draft.change(self.draft.plan)
        self._taken_back = True
        self.reload()
        self.words.setText(undone_words(undone))
        self.take_focus()

    def tell(self) -> None:
        done = self.draft.done
        self.told.emit("", _("fatto") if done else "", "info")


def undone_words(undone: Any) -> str:
    """What taking back an import did, in words."""
    words = plural("Annullata: {n} scheda tolta", "Annullata: {n} schede tolte", undone.voided).format(
        n=number(undone.voided)
    )
    if undone.restored:
        words += plural(", {n} rimessa com'era", ", {n} rimesse com'erano", undone.restored).format(
            n=number(undone.restored)
        )
    words += "."
    if undone.kept:
        kept = plural(
            "{n} resta, perché qualcuno ci ha lavorato dopo.",
            "{n} restano, perché qualcuno ci ha lavorato dopo.",
            len(undone.kept),
        )
        words += " " + kept.format(n=number(len(undone.kept)))
    return words
