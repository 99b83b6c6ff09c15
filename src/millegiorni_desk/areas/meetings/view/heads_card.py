"""How many came: adults and minors, counted or estimated; or that nobody counted."""

from __future__ import annotations

from datetime import date

from millegiorni_desk.areas.meetings import service
from millegiorni_desk.areas.meetings.checks import CANCELLED, HELD, MOST_HEADS
from millegiorni_desk.areas.meetings.records import Meeting
from millegiorni_desk.areas.meetings.view import words
from millegiorni_desk.areas.meetings.view.meeting_card import MeetingCard
from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.language import _
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.forms import Form, NumberField, TickField
from millegiorni_desk.ui.labels import label
from millegiorni_desk.ui.shell import Shell
from millegiorni_desk.ui.wrap import Wrap
from millegiorni_desk.vault.vault import Vault


class HeadsCard(MeetingCard):
    """Hidden for a meeting that is to come or was cancelled; only read where it is another house's."""

    def __init__(self, vault: Vault, shell: Shell) -> None:
        super().__init__(_("Quante persone c'erano"), vault, shell)
        self.told = label("", wrap=True, selectable=True)
        self.form = Form()
        self.form.add_row(
            fold_under=300,
            adults=NumberField(_("Persone adulte"), most=MOST_HEADS),
            minors=NumberField(_("Bambine, bambini, ragazzi"), most=MOST_HEADS),
        )
        self.form.add("estimated", TickField(_("Stimate: non le ho contate una per una")))
        self.save_button = Button(_("Salva le presenze"), self.save)
        self.uncounted_button = Button(_("Si è tenuto, non ho contato"), self.uncounted)
        self.again_button = Button(_("Non si è tenuto"), self.plan_again, kind="quiet", icon="undo")
        for piece in (self.told, self.form, self.problem):
            self.add(piece)
        self.buttons = Wrap(self.save_button, self.uncounted_button, self.again_button)
        self.add(self.buttons)

    def take(self, meeting: Meeting, may: bool) -> None:
        """Show *meeting*; *may*: whether it is written here."""
        other = self.meeting is None or self.meeting.id != meeting.id
        new = other or self.meeting != meeting
        self.meeting = meeting
        held, future = meeting.state == HELD, meeting.on_date > date.today()
        may = may and not future and not meeting.voided
        self.setVisible(held or (may and meeting.state != CANCELLED))
        self.told.setText(words.heads_in_full(meeting) if held else "")
        self.told.setVisible(held)
        self.form.setVisible(may)
        self.buttons.setVisible(may)
        self.uncounted_button.setVisible(not held)
        self.again_button.setVisible(held)
        self.buttons.lay_out()
        if new:
            self.problem.hide()
            self.form.clear()
            self.form.set_values({name: getattr(meeting, name) for name in self.form.fields})

    def save(self) -> None:
        """Keep the heads as they are written."""
        held = self.meeting
        if held is None:
            return

        def keep() -> None:
            given = self.form.values()
            adults, minors = given["adults"], given["minors"]
            if adults is None and minors is None:
                raise InvalidValue(_("Scrivi quante persone c'erano, almeno circa."), "adults")
            service.hold(
                self.vault,
                held.id,
                adults if isinstance(adults, int) else 0,
                minors if isinstance(minors, int) else 0,
                estimated=bool(given["estimated"]),
            )

        self.attempt(_("Presenze salvate"), [held], keep, self.form)

    def uncounted(self) -> None:
        """It was held, and nobody counted."""
        if (held := self.meeting) is not None:
            self.attempt(
                _("Segnato: si è tenuto"), [held], lambda: service.hold(self.vault, held.id), self.form
            )

    def plan_again(self) -> None:
        """It was not held after all."""
        if (held := self.meeting) is not None:
            self.attempt(
                _("Rimesso in programma"), [held], lambda: service.plan_again(self.vault, held.id), self.form
            )
