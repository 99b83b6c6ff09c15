"""What was done in a pathway: talks, consultations, home visits, groups she joined; the newest first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from millegiorni_desk.areas.pathways import interventions, service
from millegiorni_desk.areas.pathways.records import Intervention
from millegiorni_desk.areas.pathways.view.part_card import PartCard
from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.language import _
from millegiorni_desk.network import service as network
from millegiorni_desk.ui.cards import Entry
from millegiorni_desk.ui.chips import ChipGroup
from millegiorni_desk.ui.dates import day_words
from millegiorni_desk.ui.forms import (
    ChoiceField,
    DateField,
    Form,
    MoneyField,
    NumberField,
    TextField,
    TickField,
)
from millegiorni_desk.ui.parsing import money
from millegiorni_desk.ui.shell import Shell
from millegiorni_desk.vault.vault import Vault

_OF_A_PROFESSION = ("professional", "outside")


class StepsCard(PartCard):
    """The interventions as rows, and a form to write or correct one."""

    kept, off = _("Intervento salvato"), _("Intervento tolto")

    def __init__(self, vault: Vault, shell: Shell) -> None:
        super().__init__(
            vault,
            shell,
            _("Che cosa si è fatto"),
            add=_("Scrivi che cosa si è fatto"),
            empty=_("Ancora nessun intervento."),
        )

    def ask(self, form: Form) -> None:
        kinds = list(network.terms(self._vault, "intervention_kind").items())
        form.add("kind", ChipGroup(_("Che cosa"), kinds))
        form.add("area", ChipGroup(_("Area"), list(network.terms(self._vault, "area").items())))
        form.add_row(
            on_date=DateField(_("Giorno")), minutes=NumberField(_("Minuti"), most=1440), fold_under=320
        )
        professions = [("", _("nessuna")), *network.terms(self._vault, "profession").items()]
        profession = ChoiceField(_("Consulenza di"), professions)
        form.add_row(profession=profession, professional=TextField(_("Chi")), fold_under=420)
        outside = TickField(_("Viene da fuori della rete"))
        form.add_row(outside=outside, cost_cents=MoneyField(_("Costo")), fold_under=420)
        form.add_row(place=TextField(_("Dove")), home_visit=TickField(_("A casa sua")), fold_under=420)
        form.add("goal_id", ChoiceField(_("Per quale obiettivo")))
        form.add("notes", TextField(_("In breve")))
        self.may_be_reserved(form)
        profession.changed.connect(self._ask_more)
        outside.changed.connect(self._ask_more)
        self._ask_more()

    def _ask_more(self) -> None:
        """Who, and at what cost, only where a profession came, and from outside."""
        fields = self.form.fields
        came = bool(fields["profession"].value())
        for name in _OF_A_PROFESSION:
            fields[name].setVisible(came)
        fields["cost_cents"].setVisible(came and bool(fields["outside"].value()))

    def rows(self, today: date) -> list[Entry]:
        if self.file is None:
            return []
        self.marks = dict(self.file.reserved_steps)
        steps = list(reversed(self.file.interventions))
        self.records = {one.id: one for one in steps if self._readable(one.id)}
        goals = [(goal.id, goal.title) for goal in self.file.goals]
        goal = self.form.fields["goal_id"]
        if isinstance(goal, ChoiceField):
            chosen = goal.value()
            goal.set_options([("", _("nessuno in particolare")), *goals])
            goal.set_value(chosen)
            goal.setVisible(bool(goals))
        return self.few([self._entry(one, today) for one in steps])

    def _readable(self, key: str) -> bool:
        return key not in self.marks or self.marks[key].readable

    def _entry(self, step: Intervention, today: date) -> Entry:
        kinds, professions = (
            network.terms(self._vault, name) for name in ("intervention_kind", "profession")
        )
        area = network.terms(self._vault, "area").get(step.area, step.area)
        what = kinds.get(step.kind) or (_("Visita a casa") if step.home_visit else area)
        who = " ".join(part for part in (professions.get(step.profession, ""), step.professional) if part)
        cost = f"{money(step.cost_cents)} €" if step.cost_cents is not None else ""
        minutes = _("{minutes} minuti").format(minutes=step.minutes) if step.minutes else ""
        told = (who, step.place, minutes, cost, "" if what == area else area, step.notes)
        state, sign = self.state_of(step.id)
        return Entry(
            f"{day_words(step.on_date, today)} · {what}",
            " · ".join(part for part in told if part),
            state=state,
            kind="quiet",
            key=step.id,
            sign=sign,
        )

    def begin(self) -> None:
        who = self.form.fields["professional"]
        if isinstance(who, TextField):
            who.suggest(interventions.professionals(self._vault, date.today()))
        super().begin()

    def blank(self) -> dict[str, object]:
        return {"on_date": date.today(), "goal_id": "", "profession": ""}

    def answers_of(self, record: Any) -> dict[str, object]:
        names = (name for name in self.form.fields if hasattr(record, name))
        return {name: getattr(record, name) or "" for name in names} | {
            "minutes": record.minutes,
            "cost_cents": record.cost_cents,
        }

    def fields_of(self, answers: dict[str, object]) -> dict[str, Any]:
        fields = self.answered(answers)
        if fields["on_date"] is None:
            raise InvalidValue(_("Scrivi il giorno."), "on_date")
        if not fields["area"]:
            raise InvalidValue(_("Scegli l'area dell'intervento."), "area")
        came = bool(fields["profession"])
        outside = came and bool(fields["outside"])
        return {
            **fields,
            "professional": fields["professional"] if came else "",
            "outside": outside,
            "cost_cents": fields["cost_cents"] if outside else None,
            "goal_id": fields["goal_id"] or None,
            "home_visit": bool(fields["home_visit"]) or fields["kind"] == "home_visit",
        }

    def new(self, fields: dict[str, Any]) -> str:
        made = Intervention(house="", pathway_id=self._person, **fields)
        return service.add_intervention(self._vault, made, self.reserved.readers()).id

    def change(self, record_id: str, readers: Sequence[str] | None = None, **changes: Any) -> None:
        readers = self.readers_now(record_id, changes) if readers is None else readers
        interventions.edit(self._vault, record_id, readers, **changes)
