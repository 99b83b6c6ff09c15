"""*Importa un registro*: what the words of the register stand for in our lists."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from millegiorni_desk.app.importing.steps import Step
from millegiorni_desk.flows.workbooks.columns import COLUMNS
from millegiorni_desk.flows.workbooks.foreign import Foreign, choices
from millegiorni_desk.flows.workbooks.rows import IN_NOTES
from millegiorni_desk.language import _, plural
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Card, Notice
from millegiorni_desk.ui.forms import ChoiceField, Form
from millegiorni_desk.ui.labels import label
from millegiorni_desk.ui.parsing import number

if TYPE_CHECKING:
    from millegiorni_desk.app.importing.page import ImportPage

_EMPTY = "@empty"
_MOST = 60


class ValuesStep(Step):
    """A choice for each word that is not one of ours: a code, nothing, or kept in the notes for the coordinator."""

    def __init__(self, page: ImportPage) -> None:
        super().__init__(page)
        self.words = Notice("", "info")
        self.card = Card(_("Le parole del registro"))
        self.add(self.words)
        self.add(self.card)
        self.propose = Button(
            _("Copia le voci da proporre al coordinamento"), self.copy_proposals, icon="copy"
        )
        self.add(self.propose)
        self.fields: dict[tuple[str, str], ChoiceField] = {}
        self._looked: object = None
        self._options: dict[str, list[tuple[str, str]]] = {}

    def first_focus(self) -> QWidget | None:
        return next(iter(self.fields.values()), None)

    def reload(self) -> None:
        if self.draft.book is None or self.draft.problems:
            self._show_nothing(_("Prima finisci il passo «Colonne»."))
            return
        place = (
            self.draft.book,
            self.draft.plan.sheet,
            self.draft.plan.header_row,
            dict(self.draft.plan.columns),
        )
        if place == self._looked:
            self.tell()
            return

        def work(progress: Any, cancelled: Any) -> list[Foreign]:
            found = self.draft.look_at_words()
            self._options = {
                one.column.key: list(choices(self.draft.vault, one.column).items())
                for one in self.draft.unknown
            }
            return found

        def done(found: list[Foreign]) -> None:
            self._looked = place
            self._build()
            self.take_focus()

        self.page.run(_("Guardo le parole"), work, done)

    def _show_nothing(self, words: str) -> None:
        self._looked = None
        self.card.setVisible(False)
        self.propose.setVisible(False)
        self.words.say(words)

    def _build(self) -> None:
        unknown = self.draft.unknown
        if not unknown:
            self._show_nothing(_("Tutte le parole del registro sono già nei nostri elenchi."))
            self._looked = True
            self.tell()
            return
        self.card.empty()
        self.fields = {}
        form = Form()
        notes = any(column.key == "notes" for column in COLUMNS[self.draft.plan.kind])
        for at in range(0, min(len(unknown), _MOST), 2):
            row = {f"w{at + n}": self._field(one, notes) for n, one in enumerate(unknown[at : at + 2])}
            form.add_row(fold_under=600, **row)
        self.card.add(form)
        if len(unknown) > _MOST:
            rest = _(
                "Altre {n} parole compaiono dopo che queste sono abbinate e il registro è stato riletto."
            )
            self.card.add(label(rest.format(n=number(len(unknown) - _MOST)), "muted", wrap=True))
        self.card.setVisible(True)
        self._say()

    def _field(self, one: Foreign, notes: bool) -> ChoiceField:
        rest = [(_EMPTY, _("lascia vuoto"))] + [(IN_NOTES, _("tieni nelle note, da proporre"))] * notes
        times = plural("in {n} riga", "in {n} righe", one.times).format(n=number(one.times))
        words = _("{column}: «{word}»").format(column=one.column.header, word=one.word[:60])
        field = ChoiceField(words, [*self._options[one.column.key], *rest], none=_("da decidere"), hint=times)
        field.set_value((one.code or _EMPTY) if one.said else one.code)
        if one.code and not one.said:
            self._mean(one, one.code)
        field.changed.connect(lambda: self._chosen(one, field))
        self.fields[one.column.key, one.key] = field
        return field

    def _chosen(self, one: Foreign, field: ChoiceField) -> None:
        self._mean(one, field.value())
        self._say()

    def _mean(self, one: Foreign, value: str) -> None:
        code = None if value == "" else "" if value == _EMPTY else value
        self.draft.change(self.draft.plan.with_meaning(one.column.key, one.key, code))

    def undecided(self) -> int:
        """How many words nobody has decided about: their rows would be refused."""
        return sum(not field.value() for field in self.fields.values()) if self._looked else 0

    def proposals(self) -> list[str]:
        """The words kept in the notes, as they would be proposed: list, word."""
        kept = [one for one in self.draft.unknown if self._kept(one)]
        return [f"{one.column.header}: {one.word}" for one in kept]

    def _kept(self, one: Foreign) -> bool:
        field = self.fields.get((one.column.key, one.key))
        return field is not None and field.value() == IN_NOTES

    def copy_proposals(self) -> None:
        """Put the words to propose on the clipboard, a line each."""
        QGuiApplication.clipboard().setText("\n".join(self.proposals()))

    def _say(self) -> None:
        left = self.undecided()
        self.words.say(
            plural(
                "Una parola è ancora da decidere: la sua riga sarà rifiutata, e torna nel foglio da correggere.",
                "{n} parole sono ancora da decidere: le loro righe saranno rifiutate, e tornano nel foglio da "
                "correggere.",
                left,
            ).format(n=left)
            if left
            else _("Ogni parola ha il suo posto: la prossima volta lo ricordo."),
            "warning" if left else "info",
        )
        self.propose.setVisible(bool(self.proposals()))
        self.tell()

    def tell(self) -> None:
        left = self.undecided()
        found = len(self.fields) if self._looked else 0
        words = plural("{n} parola non nostra", "{n} parole non nostre", found).format(n=found)
        if self._looked:
            self.told.emit(words, _("da decidere") if left else _("a posto"), "warning" if left else "info")
