"""What the cards of a meeting's page share: the meeting they show, and saving with the problem in place."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from millegiorni_desk.areas.meetings import series, service
from millegiorni_desk.areas.meetings.records import Meeting
from millegiorni_desk.errors import DeskError, InvalidValue
from millegiorni_desk.language import _
from millegiorni_desk.ui.cards import Card, Notice
from millegiorni_desk.ui.chips import ChipGroup
from millegiorni_desk.ui.forms import Form
from millegiorni_desk.ui.problems import sentence_of
from millegiorni_desk.ui.shell import Shell
from millegiorni_desk.vault.vault import Vault


class MeetingCard(Card):
    """A card of the page; ``attempt`` tells a refused save beside what it concerns, and says what was kept."""

    def __init__(self, title: str, vault: Vault, shell: Shell) -> None:
        super().__init__(title)
        self.vault, self.shell = vault, shell
        self.meeting: Meeting | None = None
        self.problem = Notice("", "warning")
        self.problem.hide()

    def attempt(self, said: str, former: Sequence[Meeting], save: Callable[[], object], form: Form) -> bool:
        """Do *save* and say so, with an undo to what *former* were; false, with the sentence shown, if refused."""
        self.problem.hide()
        before = service.before(former)
        try:
            save()
        except DeskError as refused:
            if not (isinstance(refused, InvalidValue) and form.show_problem(refused)):
                self.problem.say(sentence_of(refused))
                self.problem.show()
            return False
        self.shell.say(said, lambda: service.put_back(self.vault, before))
        return True


def scope_chips() -> ChipGroup:
    """Which meetings of a series are meant; this one alone unless another is chosen."""
    chips = ChipGroup(
        _("Quali incontri della serie"),
        [
            (series.ONE, _("Solo questo")),
            (series.FOLLOWING, _("Questo e i seguenti")),
            (series.OPEN, _("Tutti quelli non ancora tenuti")),
        ],
    )
    chips.set_value(series.ONE)
    return chips


def chosen_scope(chips: ChipGroup, meeting: Meeting) -> str:
    """What is chosen there; a meeting that does not recur is meant alone."""
    return str(chips.value() or series.ONE) if meeting.series else series.ONE
