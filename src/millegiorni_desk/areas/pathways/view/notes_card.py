"""Notes on a pathway, and what the team talked over: rows that open in place, reserved where they must be."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from millegiorni_desk.areas.pathways import notes
from millegiorni_desk.areas.pathways.notes import Line
from millegiorni_desk.areas.pathways.records import PathwayNote
from millegiorni_desk.areas.pathways.view.part_card import PartCard
from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.language import _
from millegiorni_desk.ui.cards import Entry
from millegiorni_desk.ui.chips import ChipGroup
from millegiorni_desk.ui.dates import day_words
from millegiorni_desk.ui.forms import DateField, Form, NoteField, TextField
from millegiorni_desk.ui.shell import Shell
from millegiorni_desk.vault.vault import Vault

_KINDS = [(notes.NOTE, _("Nota")), (notes.TEAM, _("Confronto in équipe"))]


class NotesCard(PartCard):
    """The notes, newest first, and a form; a team discussion asks who was there and what was decided."""

    kept, off = _("Nota salvata"), _("Nota tolta")

    def __init__(self, vault: Vault, shell: Shell) -> None:
        super().__init__(
            vault, shell, _("Note ed équipe"), add=_("Scrivi una nota"), empty=_("Ancora nessuna nota.")
        )

    def ask(self, form: Form) -> None:
        kind = form.add("kind", ChipGroup(_("Che cos'è"), _KINDS))
        form.add("on_date", DateField(_("Giorno")))
        form.add("present", TextField(_("Chi c'era"), hint=_("Nomi separati da virgole.")))
        form.add("words", NoteField(_("Di che cosa si è parlato")))
        form.add("decided", NoteField(_("Che cosa si è deciso"), lines=2))
        self.may_be_reserved(form)
        kind.changed.connect(self._ask_more)
        self._ask_more()

    def _ask_more(self) -> None:
        team = self.form.fields["kind"].value() == notes.TEAM
        for name in ("present", "decided"):
            self.form.fields[name].setVisible(team)

    def rows(self, today: date) -> list[Entry]:
        if self.file is None:
            return []
        lines = notes.of_pathway(self._vault, self._person)
        self.marks = {line.note.id: line.reserved for line in lines if line.reserved is not None}
        self.records = {
            line.note.id: line.note for line in lines if line.reserved is None or line.reserved.readable
        }
        return self.few([self._entry(line, today) for line in lines])

    def _entry(self, line: Line, today: date) -> Entry:
        note = line.note
        what = _("Équipe") if note.kind == notes.TEAM else note.author
        if line.reserved is not None and not line.reserved.readable:
            second = _("Riservata: la legge solo chi è stata scelta.")
        else:
            present = _("Con {names}.").format(names=", ".join(note.present)) if note.present else ""
            decided = _("Deciso: {words}").format(words=note.decided) if note.decided else ""
            second = "\n".join(part for part in (note.words, decided, present) if part)
        state, sign = self.state_of(note.id)
        first = f"{day_words(note.on_date, today)} · {what}"
        return Entry(first, second, state=state, kind="quiet", key=note.id, sign=sign)

    def blank(self) -> dict[str, object]:
        return {"kind": notes.NOTE, "on_date": date.today(), "present": self._vault.user_name}

    def answers_of(self, record: Any) -> dict[str, object]:
        return {
            "kind": record.kind,
            "on_date": record.on_date,
            "present": ", ".join(record.present),
            "words": record.words,
            "decided": record.decided,
        }

    def fields_of(self, answers: dict[str, object]) -> dict[str, Any]:
        fields = self.answered(answers)
        if fields["on_date"] is None:
            raise InvalidValue(_("Scrivi il giorno."), "on_date")
        team = fields["kind"] == notes.TEAM
        names = [name.strip() for name in str(fields["present"]).split(",")]
        return {
            **fields,
            "kind": fields["kind"] or notes.NOTE,
            "present": [name for name in names if name] if team else [],
            "decided": fields["decided"] if team else "",
        }

    def new(self, fields: dict[str, Any]) -> str:
        made = PathwayNote(house="", pathway_id=self._person, **fields)
        return notes.add(self._vault, made, self.reserved.readers()).id

    def change(self, record_id: str, readers: Sequence[str] | None = None, **changes: Any) -> None:
        readers = self.readers_now(record_id, changes) if readers is None else readers
        notes.edit(self._vault, record_id, readers, **changes)
