"""*Risposte nel tempo*: what holds now of work, home, ISEE, permit …, what she said before, and a new answer."""

from __future__ import annotations

from datetime import date
from typing import Any

from millegiorni_desk.areas.people import answers
from millegiorni_desk.areas.people.records import Answer
from millegiorni_desk.areas.people.view.held_card import HeldCard
from millegiorni_desk.flows import answers_over_time
from millegiorni_desk.flows.answers_over_time import Said
from millegiorni_desk.language import _, plural
from millegiorni_desk.network import service as network
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Entry
from millegiorni_desk.ui.dates import on_day
from millegiorni_desk.ui.forms import ChoiceField, DateField, Form, MoneyField, PartialDate, TextField
from millegiorni_desk.ui.shell import Shell
from millegiorni_desk.vault.vault import Vault

_VALUES = ("choice", "text", "cents")


class AnswersCard(HeldCard):
    """The answer that holds for each thing; those given at an access are read there and open it."""

    kept, off = _("Risposta salvata"), _("Risposta tolta dalla scheda")

    def __init__(self, vault: Vault, shell: Shell) -> None:
        super().__init__(
            vault, shell, _("Risposte nel tempo"), add=_("Scrivi una risposta"), empty=_("Ancora nessuna.")
        )
        self._all = False
        self._told: dict[str, Said] = {}
        self.more_button = Button("", self._toggle, kind="quiet")
        self.add_row(self.more_button)

    def ask(self, form: Form) -> None:
        kinds = list(network.terms(self._vault, "answer_kind").items())
        kind = form.add("kind", ChoiceField(_("Di che cosa si tratta"), kinds))
        kind.changed.connect(self._ask_value)
        form.add("choice", ChoiceField(_("Risposta")))
        form.add("text", TextField(_("Risposta")))
        form.add("cents", MoneyField(_("Importo"), most_cents=answers.MOST_CENTS))
        form.add_row(
            on_date=DateField(_("Detto il")), until=DateField(_("Scade il"), past=False), fold_under=320
        )
        form.add("notes", TextField(_("Note")))
        self._ask_value()

    def _ask_value(self) -> None:
        """Ask for what an answer of the chosen kind holds: a word of a list, an amount or words."""
        chosen = str(self.form.fields["kind"].value() or "")
        kind = answers.kind_of(chosen)
        asked = "cents" if kind.amount else "choice" if kind.vocabulary else "text"
        for name in _VALUES:
            self.form.fields[name].setVisible(name == asked and bool(chosen))
        choice = self.form.fields["choice"]
        if kind.vocabulary and isinstance(choice, ChoiceField):
            choice.set_options(list(network.terms(self._vault, kind.vocabulary).items()))
        self.form.fields["until"].setVisible(kind.expires)

    # --- showing -----------------------------------------------------------------------------------

    def show_person(self, person_id: str, today: date) -> None:
        if person_id != self._person:
            self._all = False
        super().show_person(person_id, today)

    def rows(self, today: date) -> list[Entry]:
        history = answers_over_time.history(self._vault, self._person)
        held: dict[str, Said] = {}
        for said in history:
            held.setdefault(said.kind, said)
        order = {kind: at for at, kind in enumerate(network.terms(self._vault, "answer_kind"))}
        now = sorted(held.values(), key=lambda said: order.get(said.kind, len(order)))
        before = [said for said in history if held[said.kind] is not said]
        self.more_button.setVisible(bool(before))
        self.more_button.say(
            _("Nascondi quelle di prima")
            if self._all
            else plural("Mostra anche quella di prima", "Mostra anche le {n} di prima", len(before)).format(
                n=len(before)
            )
        )
        shown = [*now, *(before if self._all else ())]
        self._told = {_key(said): said for said in shown}
        self.records = {key: said.answer for key, said in self._told.items() if said.answer is not None}
        return [self._entry(said, today, holds=held[said.kind] is said) for said in shown]

    def _entry(self, said: Said, today: date, *, holds: bool) -> Entry:
        kind = network.terms(self._vault, "answer_kind").get(said.kind, said.kind)
        when = _("detto {day}").format(day=on_day(said.on_date, today))
        until = _("vale fino al {day:%d/%m/%Y}").format(day=said.until) if said.until else ""
        source = _("a un accesso") if said.access_id else ""
        second = " · ".join(part for part in (f"{when} {source}".strip(), until, said.notes) if part)
        state, colour = ("", "info")
        if not holds:
            state, colour = _("prima"), "quiet"
        elif said.expired(today):
            state, colour = _("scaduta"), "warning"
        value = answers_over_time.value_words(self._vault, said.kind, said.value, said.cents)
        return Entry(f"{kind}: {value}", second, state=state, kind=colour, key=_key(said))

    def _toggle(self) -> None:
        self._all = not self._all
        self._again()

    def open(self, key: str) -> None:
        said = self._told.get(key)
        if said is not None and said.access_id:
            self._shell.open("access", said.access_id)
        else:
            super().open(key)

    # --- the form ----------------------------------------------------------------------------------

    def question(self, field: str) -> str:
        if field != "value":
            return field
        kind = answers.kind_of(str(self.form.fields["kind"].value() or ""))
        return "choice" if kind.vocabulary else "text"

    def blank(self) -> dict[str, object]:
        return {"on_date": date.today()}

    def answers_of(self, record: Any) -> dict[str, object]:
        return {
            "kind": record.kind, "choice": record.value, "text": record.value, "cents": record.cents,
            "on_date": record.on_date, "until": record.until, "notes": record.notes,
        }  # fmt: skip

    def fields_of(self, given: dict[str, object]) -> dict[str, Any]:
        kind = answers.kind_of(str(given["kind"]))
        value = "" if kind.amount else given["choice" if kind.vocabulary else "text"]
        return {
            "kind": given["kind"],
            "value": value,
            "cents": given["cents"] if kind.amount else None,
            "on_date": _day(given["on_date"]) or date.today(),
            "until": _day(given["until"]) if kind.expires else None,
            "notes": given["notes"],
        }

    def new(self, fields: dict[str, Any]) -> str:
        return answers.add(self._vault, self._person, Answer(house="", person_id="", **fields)).id

    def change(self, record_id: str, **changes: Any) -> None:
        answers.edit(self._vault, record_id, **changes)


def _key(said: Said) -> str:
    return said.answer.id if said.answer is not None else f"{said.access_id}:{said.kind}"


def _day(value: object) -> date | None:
    return value.day if isinstance(value, PartialDate) else None
