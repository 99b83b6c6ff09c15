"""*Domande*: what the coordination asks besides, added, worded, put in order, retired and taken up again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, cast

from PySide6.QtWidgets import QWidget

from millegiorni_desk.app.network.money import EditorCard, MoneySection
from millegiorni_desk.app.questions.words import WordsCard
from millegiorni_desk.areas.questions import service
from millegiorni_desk.areas.questions.records import Question
from millegiorni_desk.areas.questions.service import ABOUT, CHOSEN, KINDS
from millegiorni_desk.language import _, plural
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Card
from millegiorni_desk.ui.chips import ChipGroup
from millegiorni_desk.ui.forms import DateField, Form, NoteField, TextField
from millegiorni_desk.ui.labels import reveal
from millegiorni_desk.ui.tables import Column, Row, Source, Table
from millegiorni_desk.ui.wrap import Wrap

if TYPE_CHECKING:
    from millegiorni_desk.ui.shell import Shell
    from millegiorni_desk.vault.vault import Vault

_FIXED = ("about", "kind")


class QuestionsSection(MoneySection):
    """The questions; Enter takes one up, with its words to choose from below."""

    def __init__(self, vault: Vault, shell: Shell) -> None:
        super().__init__(vault, shell)
        self.table = Table(
            _("Domande"),
            (
                Column("label", _("Domanda")),
                Column("about", _("Di che cosa"), width=110),
                Column("kind", _("Risposta"), width=190),
                Column("state", "", width=190),
            ),
            empty=_("Ancora nessuna domanda: la prima si scrive qui sotto."),
            key="code",
            most_rows=8,
        )
        self.table.opened.connect(self._take_up)
        listed = Card(_("Domande della rete"))
        listed.add(self.table)
        self._build_form()
        self.card = EditorCard(
            self.form,
            (_("Nuova domanda"), _("Aggiungi la domanda")),
            (_("Correggi la domanda"), _("Salva la domanda")),
            self.save,
            fixed=_FIXED,
            only_new=("words",),
        )
        self.up_button = Button(_("Più su"), lambda: self._move(-1), kind="quiet")
        self.down_button = Button(_("Più giù"), lambda: self._move(1), kind="quiet")
        self.retire_button = Button(_("Non si chiede più"), self._retire_or_back, kind="quiet")
        self.acts = Wrap(self.up_button, self.down_button, self.retire_button)
        self.card.add(self.acts)
        self.words = WordsCard(vault, shell, _("Risposte tra cui scegliere"))
        for piece in (listed, self.card, self.words, self.work):
            self.add(piece)
        self.card.leave_button.clicked.connect(self._turn)
        self._turn()

    def _build_form(self) -> None:
        self.form = Form()
        self.form.add("label", TextField(_("La domanda"), longest=service.LONGEST))
        self.about = ChipGroup(_("Si chiede di ogni"), [(code, _(words)) for code, words in ABOUT.items()])
        self.kind = ChipGroup(_("La risposta è"), [(code, _(words)) for code, words in KINDS.items()])
        self.form.add("about", self.about)
        self.form.add("kind", self.kind)
        self.kind.changed.connect(self._ask_words)
        self.form.add(
            "words",
            NoteField(
                _("Le risposte tra cui scegliere"),
                hint=_("Una per riga; se ne aggiungono altre dopo."),
                lines=4,
            ),
        )
        self.form.add_row(
            help=TextField(_("Spiegazione"), hint=_("Sta sotto la domanda."), longest=service.LONGEST_HELP),
            active_from=DateField(_("Si chiede dal"), past=False, hint=_("Vuoto: da oggi.")),
        )

    def reload(self) -> None:
        today = date.today()
        every = service.every(self._vault)
        self.table.show_rows(Source.of([_row(one, today) for one in every]))
        asked = sum(service.asked_on(one, today) for one in every)
        self.told.emit(plural("{n} domanda", "{n} domande", asked).format(n=asked), "", "quiet")
        self._turn()

    def first_focus(self) -> QWidget | None:
        return None if self.table.model.rowCount() else self.form.fields["label"]

    def _taken(self) -> Question | None:
        code = self.card.key
        return next((one for one in service.every(self._vault) if one.code == code), None) if code else None

    def _take_up(self, row: Row) -> None:
        one = next((each for each in service.every(self._vault) if each.code == row.get("code")), None)
        if one is not None:
            told = {"label": one.label, "about": one.about, "kind": one.kind, "help": one.help}
            self.card.take_up(one.code, {**told, "active_from": one.active_from})
            self._turn()

    def _turn(self) -> None:
        """Show what can be done with the question that is taken up, or none."""
        taken = self._taken()
        reveal(self.acts, taken is not None)
        chosen = taken is not None and taken.kind in CHOSEN
        reveal(self.words, chosen)
        if taken is not None:
            today = date.today()
            ended = taken.active_to is not None and taken.active_to < today
            self.retire_button.say(_("Si chiede di nuovo") if ended else _("Non si chiede più"))
            if chosen:
                self.words.show_list(service.vocabulary(taken.code))
        self._ask_words()

    def _ask_words(self) -> None:
        reveal(self.form.fields["words"], not self.card_key and self.kind.value() in CHOSEN)

    @property
    def card_key(self) -> str:
        """The code of the question that is taken up."""
        return self.card.key if hasattr(self, "card") else ""

    def save(self) -> None:
        """Add the question, or keep how it is worded now."""
        vault, code = self._vault, self.card.key

        def write() -> None:
            given = self.card.answers()
            since = cast(date | None, given["active_from"])
            if not code:
                words = str(given["words"]).splitlines() if given["kind"] in CHOSEN else ()
                new = Question(
                    code="", about=given["about"], kind=given["kind"], label=given["label"], help=given["help"],
                    active_from=since,
                )  # fmt: skip
                made = service.add(vault, new, words)
                said = _("La domanda si fa da oggi, su ogni postazione che sincronizza")
                self._shell.say(said, lambda: service.retire(vault, made.code))
                return
            old = service.question(vault, code)
            before = {"label": old.label, "help": old.help, "active_from": old.active_from}
            service.edit(vault, code, label=given["label"], help=given["help"], active_from=since)
            self._shell.say(_("Domanda corretta"), lambda: service.edit(vault, code, **before))  # type: ignore[arg-type]

        if self._try(self.form, write):
            self.card.leave()
            self.reload()

    def _retire_or_back(self) -> None:
        taken, vault = self._taken(), self._vault
        if taken is None:
            return
        ended = taken.active_to is not None and taken.active_to < date.today()
        retire: Callable[[], object] = lambda: service.retire(vault, taken.code)  # noqa: E731
        back: Callable[[], object] = lambda: service.reactivate(vault, taken.code)  # noqa: E731
        if self._try(self.form, back if ended else retire):
            said = (
                _("La domanda si fa di nuovo")
                if ended
                else _("La domanda non si fa più: le risposte date restano")
            )
            self._shell.say(said, retire if ended else back)
            self.card.leave()
            self.reload()

    def _move(self, by: int) -> None:
        taken, vault = self._taken(), self._vault
        if taken is None:
            return
        codes = [one.code for one in service.every(vault, taken.about)]
        at = codes.index(taken.code)
        to = max(0, min(at + by, len(codes) - 1))
        if to == at:
            return
        moved = [code for code in codes if code != taken.code]
        moved.insert(to, taken.code)
        about = taken.about
        if self._try(self.form, lambda: service.put_in_order(vault, about, moved)):
            self._shell.say(_("Domande messe in ordine"), lambda: service.put_in_order(vault, about, codes))
            self.reload()


def _row(one: Question, today: date) -> Row:
    if service.asked_on(one, today):
        state = ""
    elif one.active_to is not None and one.active_to < today:
        state = _("non si chiede più")
    else:
        state = _("dal {day:%d/%m/%Y}").format(day=one.active_from)
    return {
        "code": one.code,
        "label": one.label,
        "about": _(ABOUT[one.about]),
        "kind": _(KINDS[one.kind]),
        "state": state,
    }
