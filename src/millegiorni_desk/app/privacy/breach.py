"""*Privacy, violazioni*: one breach: its clock, what the law asks, what was done, the letters, closing it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

from millegiorni_desk.areas.privacy import breach_papers, breaches
from millegiorni_desk.areas.privacy.records import Breach
from millegiorni_desk.areas.privacy.view.moments import MomentFields
from millegiorni_desk.errors import DeskError, InvalidValue
from millegiorni_desk.language import _, plural
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Card, Notice
from millegiorni_desk.ui.chips import ChipGroup
from millegiorni_desk.ui.forms import Form, NoteField
from millegiorni_desk.ui.labels import label
from millegiorni_desk.ui.papers import Papers
from millegiorni_desk.ui.wrap import Wrap
from millegiorni_desk.vault import audit

if TYPE_CHECKING:
    from millegiorni_desk.ui.shell import Shell
    from millegiorni_desk.vault.vault import Vault


class BreachCard(Card):
    """The clock at the top; below it what the Garante will ask, to fill in as it becomes known."""

    def __init__(self, vault: Vault, shell: Shell) -> None:
        super().__init__(_("Questa violazione"))
        self._vault, self._shell, self._id = vault, shell, ""
        self.clock = Notice("", "warning")
        self.add(self.clock)
        self.what = label("", wrap=True)
        self.add(self.what)
        self.form = Form()
        self.risk = self.form.add(
            "risk",
            ChipGroup(_("Quanto rischiano"), short(breaches.RISKS)),
        )
        self.proposed = label("", "small", wrap=True)
        self.form.add_widget(self.proposed)
        self.form.add("consequences", NoteField(_("Che cosa può succedere a queste persone")))
        self.form.add("measures", NoteField(_("Che cosa è stato fatto, e che cosa si farà")))
        self.authority = MomentFields(_("Garante avvisato il"))
        self.form.add_row(authority_told_at=self.authority.day, authority_time=self.authority.time)
        self.people = MomentFields(_("Persone avvisate il"))
        self.form.add_row(people_told_at=self.people.day, people_time=self.people.time)
        self.add(self.form)
        self.save_button = Button(_("Salva"), self.save, kind="primary")
        self.authority_button = Button(_("Bozza per il Garante"), self._authority_letter, icon="document")
        self.people_button = Button(_("Bozza per le persone"), self._people_letter, icon="document")
        self.close_button = Button(_("Chiudi la violazione"), self.close_breach)
        self.add(Wrap(self.save_button, self.authority_button, self.people_button, self.close_button))
        self.papers = Papers()
        self.add(self.papers)

    def show_breach(self, breach_id: str) -> None:
        """Show another one."""
        self._id = breach_id
        self.papers.clear()
        breach = self._breach()
        self.form.clear()
        self.form.set_values(
            {"risk": breach.risk, "consequences": breach.consequences, "measures": breach.measures}
        )
        self.authority.set_moment(_moment(breach.authority_told_at))
        self.people.set_moment(_moment(breach.people_told_at))
        self.reload()

    def reload(self) -> None:
        """Read the clock and the state again; what is being typed stays."""
        breach, now = self._breach(), datetime.now(UTC)
        self.clock.say(*clock_words(breach, now))
        self.what.setText(breach.what)
        proposed = _(breaches.RISKS[breaches.proposed_risk(breach)])
        self.proposed.setText(
            _("Da quello che si sa: {risk}.").format(risk=proposed[:1].lower() + proposed[1:])
        )
        self.close_button.setVisible(not breach.closed_at)

    def _breach(self) -> Breach:
        return self._vault.get(Breach, self._id)

    def save(self) -> bool:
        """Keep what is known so far; undo puts back what stood there. False where it was refused."""
        try:
            asked = self.form.values()
            changes = {
                "risk": str(asked["risk"]),
                "consequences": str(asked["consequences"]),
                "measures": str(asked["measures"]),
                "authority_told_at": self.authority.instant("authority_told_at"),
                "people_told_at": self.people.instant("people_told_at"),
            }
            before = self._breach()
            former = {name: getattr(before, name) for name in changes}
            if changes != former:
                breaches.edit(self._vault, self._id, **changes)
        except DeskError as problem:
            self._tell(problem)
            return False
        if changes != former:
            self._shell.say(_("Violazione salvata"), partial(breaches.edit, self._vault, self._id, **former))
        self.reload()
        return True

    def close_breach(self) -> None:
        """Close it once what is owed was done; undo opens it again."""
        if not self.save():
            return
        try:
            breaches.close(self._vault, self._id, audit.now())
        except DeskError as problem:
            self._tell(problem)
            return
        self.reload()
        self._shell.say(_("Violazione chiusa"), partial(breaches.edit, self._vault, self._id, closed_at=""))

    def _tell(self, problem: DeskError) -> None:
        if not (isinstance(problem, InvalidValue) and self.form.show_problem(problem)):
            self.papers.work.show_problem(problem)

    def _authority_letter(self) -> None:
        if self.save():
            make = partial(breach_papers.authority_pdf, self._vault, self._breach())
            self.papers.save(make, "notifica-garante.pdf")

    def _people_letter(self) -> None:
        if self.save():
            make = partial(breach_papers.people_pdf, self._vault, self._breach())
            self.papers.save(make, "comunicazione-persone.pdf")


def clock_words(breach: Breach, now: datetime) -> tuple[str, str]:
    """The 72 hours and what is to be done, and how pressing it is."""
    why, clock = breaches.advice(breach).why, breaches.clock(breach, now)
    deadline = f"{clock.deadline.astimezone():%d/%m/%Y, %H:%M}"
    if breach.closed_at:
        return _("Chiusa il {day:%d/%m/%Y}.").format(
            day=breaches.instant(breach.closed_at).astimezone()
        ), "info"
    if clock.left is None:
        return why, "info"
    hours = int(clock.left.total_seconds() // 3600)
    if hours < 0:
        late = _(
            "Le 72 ore sono scadute il {deadline}: avvisa lo stesso il Garante, e scrivi perché è tardi."
        )
        return late.format(deadline=deadline), "danger"
    left = plural("Resta {n} ora, fino al {deadline}.", "Restano {n} ore, fino al {deadline}.", hours).format(
        n=hours, deadline=deadline
    )
    return f"{left} {why}", "warning"


def short(words: Mapping[str, str]) -> list[tuple[str, str]]:
    """Answers as chips hold them, at any size of text: what stands before the colon."""
    return [(code, _(text).split(":")[0]) for code, text in words.items()]


def _moment(text: str) -> datetime | None:
    return breaches.instant(text) if text else None
