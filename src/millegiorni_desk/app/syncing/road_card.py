"""Where bundles meet: a folder or a server, with what each needs, and whether it works."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from millegiorni_desk.app.syncing.road_fields import RoadFields
from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.flows import roads
from millegiorni_desk.flows.road_addresses import Road
from millegiorni_desk.language import _
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Card, Notice
from millegiorni_desk.ui.choices import ChoiceField
from millegiorni_desk.ui.labels import label
from millegiorni_desk.ui.tasks import TaskBar, stoppable
from millegiorni_desk.vault.vault import Vault

_INTERVALS = (0, 15, 30, 60, 240)


class RoadCard(Card):
    """The road this desk takes, tried on demand, and how often it is taken by itself."""

    def __init__(self, vault: Vault, work: TaskBar) -> None:
        super().__init__(_("Dove ci si incontra"))
        self._vault, self._work = vault, work
        self.form = RoadFields()
        self.add(self.form)
        self.add(
            label(
                _(
                    "Una cartella che vedono tutte le case: il disco di rete, il cloud, o una chiavetta che gira; o un "
                    "server. Lì vanno solo pacchi cifrati: chi li trova non può leggerli."
                ),
                "muted",
                wrap=True,
            )
        )
        self.try_button = Button(_("Prova"), self.try_out, icon="check")
        self.every = ChoiceField(
            _("Sincronizza da sola"), [(str(n), _interval(n)) for n in _INTERVALS[1:]], none=_interval(0)
        )
        self.every.changed.connect(self._keep_interval)
        self.add_row(self.try_button)
        self.tried = Notice("", "info")
        self.tried.hide()
        self.add(self.tried)
        self.add(self.every)
        self.form.changed.connect(self._untried)

    def show_road(self) -> None:
        """Show the road that this desk takes, without its password."""
        self.form.show_road(roads.road(self._vault))
        self.every.changed.disconnect(self._keep_interval)
        minutes = roads.every_minutes(self._vault)
        self.every.set_value(str(minutes) if minutes else "")
        self.every.changed.connect(self._keep_interval)

    def road(self) -> Road:
        """The road that the fields describe; one that was known keeps its password. Raises ``InvalidValue``."""
        return self.form.road(partial(roads.road, self._vault))

    def checked(self) -> Road | None:
        """The road; where it cannot be one, the sentence stands beside its field and has the keyboard."""
        try:
            return self.road()
        except InvalidValue as problem:
            self.form.show_problem(problem)
            return None

    def try_out(self) -> None:
        """Say in one sentence whether the road can be taken; beside the window."""
        road = self.checked()
        if road is None or self._work.busy:
            return

        def work(progress: Callable[[int, int, str], None]) -> str:
            return roads.tried(self._vault, road, stoppable(progress))

        self._work.run(_("Provo la strada"), work, self._worked, self._failed)

    def _untried(self, name: str) -> None:
        self.tried.hide()

    def _worked(self, sentence: str) -> None:
        self.tried.say(sentence, "info")
        self.tried.show()

    def _failed(self, problem: Exception) -> None:
        message = getattr(problem, "message", "")
        if not message:
            self._work.show_problem(problem)
            return
        self.tried.say(message, "warning")
        self.tried.show()

    def _keep_interval(self) -> None:
        roads.set_every_minutes(self._vault, int(self.every.value() or 0))


def _interval(minutes: int) -> str:
    if minutes == 0:
        return _("Solo quando lo chiedo")
    if minutes < 60:
        return _("Ogni {minutes} minuti").format(minutes=minutes)
    return _("Ogni ora") if minutes == 60 else _("Ogni {hours} ore").format(hours=minutes // 60)
