"""*Attestati*: of one meeting, or of all that somebody was at in a period; looked at, printed, saved."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from PySide6.QtWidgets import QWidget

from millegiorni_desk.areas.people.view.pile import ProblemPlace
from millegiorni_desk.areas.training import certificates, hours, service
from millegiorni_desk.areas.training.certificates import Issue
from millegiorni_desk.areas.training.view import words
from millegiorni_desk.changes import Changes
from millegiorni_desk.errors import DeskError, InvalidValue
from millegiorni_desk.language import _
from millegiorni_desk.network import service as network
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Card
from millegiorni_desk.ui.chips import ChipGroup
from millegiorni_desk.ui.drawn_paper import DrawnPaper
from millegiorni_desk.ui.forms import ChoiceField, DateField, Form, TextField
from millegiorni_desk.ui.labels import label
from millegiorni_desk.ui.page import Columns, Page, Stack
from millegiorni_desk.ui.papers import PDF, Papers
from millegiorni_desk.ui.shell import Shell
from millegiorni_desk.ui.spacing import fix
from millegiorni_desk.vault.vault import Vault

_TABLES = (
    "training",
    "training_presence",
    "staff_member",
    "house",
    "managing_body",
    "fund",
    "funder",
    "partner",
)


@dataclass(frozen=True)
class _About:
    """What is certified: a meeting, or a period of these people."""

    training: str = ""
    staff: tuple[str, ...] = ()
    first: date = date.min
    last: date = date.max


class CertificatesPage(Page):
    """See :func:`view.pages` for what it is opened with. The name offered for a file is nobody's."""

    def __init__(self, vault: Vault, shell: Shell) -> None:
        super().__init__(_("Attestati"))
        self._vault, self._shell = vault, shell
        self._about: _About | None = None
        self.form = Form()
        self.what = label("", wrap=True)
        self.who = self.form.add("who", ChoiceField(_("Di chi"), none=_("di tutte, uno per foglio")))
        kinds = [*network.terms(vault, "training_kind").items(), ("all", _("Tutti"))]
        self.kind = self.form.add("kind", ChipGroup(_("Quali incontri"), kinds))
        self.body_field = self.form.add(
            "body", ChoiceField(_("Ente che lo rilascia"), none=_("da scrivere a mano"))
        )
        self.form.add_row(place=TextField(_("Luogo")), on=DateField(_("Giorno"), past=False), fold_under=320)
        self.form.fields["on"].set_hint(_("Vuoto: si scrive a mano."))
        self.work = ProblemPlace()
        card = Card()
        for piece in (self.what, self.form, self.work):
            card.add(piece)
        self.papers = Papers()
        self.preview = DrawnPaper(_("Anteprima degli attestati"), self._maker)
        fix(self.preview, height=540)
        shown = Card()
        shown.add(self.preview)
        self.add(self.papers)
        self.add(Columns(Stack(card), shown, stretch=(2, 3), fold_under=760, same_height=False))
        self.body.addStretch(1)
        self.print_button = Button(_("Stampa"), self.print, keys="Ctrl+P", icon="print")
        self.save_button = Button(_("Salva in PDF…"), self.save, kind="primary", keys="Ctrl+S", icon="save")
        self.foot.add(self.print_button)
        self.foot.add(self.save_button)
        self._allow(False)
        self.form.changed.connect(self._changed)
        self.preview.drawn.connect(self._drawn)
        self.preview.failed.connect(self._failed)

    def arrived(self, argument: object = None) -> None:
        self.papers.clear()
        self.scroller.verticalScrollBar().setValue(0)
        if isinstance(argument, str):
            self._about = _About(training=argument)
        elif isinstance(argument, dict):
            self._about = _About("", tuple(argument["staff"]), argument["first"], argument["last"])
        if self._about is not None:
            self._begin(self._about)

    def first_focus(self) -> QWidget | None:
        return self.who

    def refresh(self, changes: Changes) -> None:
        if self._about is not None and changes.touches(*_TABLES):
            self.preview.draw_soon()

    def leaving(self) -> None:
        self.preview.let_go()

    def _begin(self, about: _About) -> None:
        self.work.clear()
        self.form.blockSignals(True)
        try:
            house = self._people(about)
        except DeskError as problem:
            self._about = None
            self.work.show_problem(problem)
            return
        finally:
            self.form.blockSignals(False)
        bodies = network.bodies(self._vault)
        self.body_field.set_options([(one.code, one.name) for one in bodies])
        own = next((one for one in bodies if house and house in one.houses), None)
        # Of «via Tepice 23, 10126 Torino» the town.
        place = own.seat.rpartition(",")[2].strip(" 0123456789") if own is not None else ""
        self.form.blockSignals(True)
        self.form.set_values(
            {"body": own.code if own else "", "place": place, "on": date.today(), "kind": "all"}
        )
        self.form.blockSignals(False)
        self.kind.setVisible(not about.training)
        self.preview.draw()

    def _people(self, about: _About) -> str:
        """Offer those it may be of, say what it is about; gives the house whose body signs."""
        if about.training:
            training = service.line(self._vault, about.training).training
            there = service.of_training(self._vault, about.training)
            options = [(one.staff_id, one.name) for one in there]
            self.what.setText(f"{training.title} · {training.on_date:%d/%m/%Y}")
            house = training.house_code
        else:
            found = hours.by_person(self._vault, about.first, about.last)
            people = [one for one in found if one.staff_id in about.staff]
            options = [(one.staff_id, hours.name_of(one.member)) for one in people]
            self.what.setText(
                _("Dal {first} al {last} · {people}").format(
                    first=f"{about.first:%d/%m/%Y}",
                    last=f"{about.last:%d/%m/%Y}",
                    people=words.people(len(people)),
                )
            )
            houses = {one.house for one in people}
            house = houses.pop() if len(houses) == 1 else ""
        self.who.set_options(options)
        self.who.set_value(options[0][0] if len(options) == 1 else "")
        return house or self._vault.house

    def _maker(self) -> Callable[[], bytes] | None:
        about, vault = self._about, self._vault
        if about is None:
            return None
        try:
            given: dict[str, Any] = self.form.values()
        except InvalidValue:
            return None
        issue = Issue(given["body"], given["place"], given["on"].day if given["on"] else None)
        one = str(given["who"])
        if about.training:
            return lambda: certificates.of_training(vault, about.training, [one] if one else [], issue)
        kind = "" if given["kind"] in ("", "all") else str(given["kind"])
        chosen = [one] if one else list(about.staff)
        return lambda: certificates.of_period(vault, chosen, about.first, about.last, kind, issue)

    def _changed(self, _name: str) -> None:
        self._allow(False)
        self.preview.draw_soon()

    def _drawn(self) -> None:
        self.work.clear()
        self._allow(True)

    def _failed(self, problem: BaseException) -> None:
        self._allow(False)
        self.work.show_problem(problem)

    def _allow(self, may: bool) -> None:
        for button in (self.print_button, self.save_button):
            button.setEnabled(may)

    def print(self) -> None:
        """Print what is shown."""
        make = self._maker()
        if make is not None:
            self.papers.print(make, self._given)

    def save(self) -> None:
        """Ask where what is shown goes."""
        make = self._maker()
        if make is not None:
            self.papers.save(make, self._file_name(), PDF, self._given)

    def _given(self) -> None:
        people = 1 if self.who.value() else self.who.box.count() - 1
        certificates.handed_out(self._vault, people)
        self._shell.say(_("Attestati pronti"))

    def _file_name(self) -> str:
        about = self._about
        if about is None or about.training:
            return "attestati-incontro.pdf"
        return f"attestati-{about.first:%Y-%m-%d}-{about.last:%Y-%m-%d}.pdf"
