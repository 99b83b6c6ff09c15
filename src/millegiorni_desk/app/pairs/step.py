"""*Persone*: pairs that may be one woman; S same, D different, N not sure, Z takes it back, I tells what it stands on.

Those that were left in doubt wait apart, and R has them come again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from millegiorni_desk.app.month_end.review import Review
from millegiorni_desk.app.pairs import pair_words
from millegiorni_desk.areas.people import pairs
from millegiorni_desk.areas.people import service as people
from millegiorni_desk.areas.people.pairs import PairToReview
from millegiorni_desk.areas.people.records import Person
from millegiorni_desk.areas.people.view.words import full_name
from millegiorni_desk.errors import DeskError
from millegiorni_desk.flows import difference_words
from millegiorni_desk.language import _, plural
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Action, Comparison, Notice, Side
from millegiorni_desk.ui.labels import Pill, label
from millegiorni_desk.ui.parsing import number
from millegiorni_desk.ui.wrap import Wrap

if TYPE_CHECKING:
    from millegiorni_desk.ui.shell import Shell
    from millegiorni_desk.vault.vault import Vault

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True)
class _Given:
    """What was said of a pair in this sitting, by its decision (none where that held already), and where it stood."""

    pair: PairToReview
    decision: str
    again: bool


class PeopleStep(Review):
    """One pair at a time, the most useful first, with the reasons in words. ``go_on`` is offered when all is done."""

    def __init__(self, vault: Vault, shell: Shell, go_on: Action) -> None:
        super().__init__()
        self._vault, self._shell, self._go_on = vault, shell, go_on
        self.queue: list[PairToReview] = []
        self.doubtful: list[PairToReview] = []
        self._again: set[tuple[str, str]] = set()
        self._decided: list[_Given] = []
        self._read = False
        self._stale = True
        self._told = False
        self.same_button = Button(_("Stessa persona"), lambda: self.decide("same"), keys="S")
        self.different_button = Button(_("Persone diverse"), lambda: self.decide("different"), keys="D")
        self.unsure_button = Button(_("Non so"), lambda: self.decide("unsure"), keys="N")
        self.back_button = Button(_("Annulla l'ultima"), self.take_back, kind="quiet", keys="Z")
        self.doubt_button = Button("", self.review_doubtful, kind="quiet", keys="R")
        self.details_button = Button(_("Dettagli"), self.tell_details, kind="quiet", keys="I")
        self.merge_button = Button(_("Unisci le schede"), self._merge, kind="quiet", keys="U")
        for button in (
            self.same_button, self.different_button, self.unsure_button, self.details_button, self.merge_button,
            self.back_button, self.doubt_button,
        ):  # fmt: skip
            self.buttons.add(button)
        self._present()

    @property
    def left(self) -> int:
        """How many pairs wait for a first answer."""
        return sum(_ids(pair) not in self._again for pair in self.queue)

    @property
    def in_doubt(self) -> int:
        """How many were left in doubt, also of those that have come again."""
        return len(self.doubtful) + len(self.queue) - self.left

    def forget(self) -> None:
        """People changed elsewhere: look for pairs again when next shown."""
        self._stale = True

    def reload(self) -> None:
        if not self._stale or self.work.busy:
            return
        self._stale = False

        def work(progress: Progress) -> tuple[list[PairToReview], list[PairToReview]]:
            return pairs.to_review(self._vault), pairs.left_in_doubt(self._vault)

        self.work.run(_("Cerco le persone che si somigliano"), work, self.show_pairs, can_cancel=False)

    def show_pairs(self, found: tuple[list[PairToReview], list[PairToReview]]) -> None:
        """Show the pairs that wait, one at a time; those left in doubt are offered."""
        self.queue, self.doubtful = found
        self._again, self._read = set(), True
        self._present()
        if self.queue:
            self._focus()

    def review_doubtful(self) -> None:
        """Have those left in doubt come again, before the others."""
        if not self.doubtful:
            return
        self._again |= {_ids(pair) for pair in self.doubtful}
        self.queue, self.doubtful = self.doubtful + self.queue, []
        self._present()
        self._focus()

    def first_focus(self) -> QWidget | None:
        return self.same_button if self.queue else None

    def _present(self) -> None:
        # One that has come again is not done, whatever was said of it before.
        done = len({_ids(given.pair) for given in self._decided} - {_ids(pair) for pair in self.queue})
        whole = done + len(self.queue)
        if self._read:
            self.told.emit(self._waits(), "" if self.left else _("fatto"), "info")
        for button in (self.same_button, self.different_button, self.unsure_button, self.details_button):
            button.setVisible(bool(self.queue))
        self.merge_button.setVisible(bool(self.queue) and bool(self._vault.house))
        self.back_button.setVisible(bool(self._decided))
        self.doubt_button.setVisible(bool(self.doubtful))
        self.doubt_button.say(
            plural("Rivedi la coppia in dubbio", "Rivedi le {n} coppie in dubbio", len(self.doubtful)).format(
                n=number(len(self.doubtful))
            )
        )
        self.buttons.lay_out()
        if self.queue:
            self.show_place(
                done, whole, _("{done} di {whole} · Z annulla").format(done=done + 1, whole=whole)
            )
            self._show_pair(self.queue[0])
            return
        self.show_place(done, whole, "")
        if self._read:
            self.put_ready(_("Nessuna coppia da rivedere"), self._how_counted(), self._go_on)

    def _waits(self) -> str:
        left, doubts = self.left, self.in_doubt
        if left and doubts:
            return _("{left} da rivedere · {n} in dubbio").format(left=left, n=number(doubts))
        if doubts:
            return _("{n} in dubbio").format(n=number(doubts))
        pairs = _("coppie") if left > 1 else _("coppia")
        return _("{left} {pairs} da rivedere").format(left=left, pairs=pairs) if left else _("nessuna coppia")

    def _how_counted(self) -> str:
        if not self.in_doubt:
            return _("Ognuna è contata una volta.")
        return plural(
            "Una coppia è in dubbio: le sue schede sono contate come due persone.",
            "{n} coppie sono in dubbio: le loro schede sono contate come persone diverse.",
            self.in_doubt,
        ).format(n=number(self.in_doubt))

    def _show_pair(self, pair: PairToReview) -> None:
        reasons = [Pill(reason, pair_words.kind(reason)) for reason in pair.match.reasons]
        first, second = (
            pair_words.facts(one, people.card(self._vault, one.id).children) for one in (pair.a, pair.b)
        )
        # What neither house knows tells nothing and takes room.
        known = [name for name in first if first[name] or second[name]]
        sides = [
            Side(self._source(person, at), full_name(person), {name: facts[name] for name in known})
            for at, (person, facts) in enumerate(((pair.a, first), (pair.b, second)))
        ]
        # The cards come last, beside the keys: however little is in sight, it is whom one decides on.
        shown: list[QWidget] = [Wrap(*reasons), Comparison(*sides, gaps=False)]
        if pair.said is not None:
            by = difference_words.who(self._vault, pair.said.by)
            shown.insert(0, Notice(pair_words.before(pair, by), "info"))
        if self._told:
            shown.append(label(pair_words.details(pair), "small", wrap=True))
        self.put(*shown)

    def _source(self, person: Person, at: int) -> str:
        """Whose card it is: at a desk all are its house's, and only which of the two it is tells them apart."""
        if self._vault.house:
            return (_("Una scheda"), _("L'altra scheda"))[at]
        return pair_words.house_name(self._vault, person)

    def tell_details(self) -> None:
        """Show what the proposal stands on, in figures, or hide it again."""
        self._told = not self._told
        self._present()

    def _merge(self) -> None:
        if self.queue:
            self._shell.open("merge-cards", _ids(self.queue[0]))

    def decide(self, verdict: str) -> None:
        """Say what the pair is, and go on."""
        if not self.queue:
            return
        pair, decision = self.queue[0], ""
        again = _ids(pair) in self._again
        if not (again and verdict == "unsure"):
            try:
                decision = pairs.decide(self._vault, *_ids(pair), verdict).id
            except DeskError as problem:
                self.work.show_problem(problem)
                return
        self.work.clear()
        given = _Given(pair, decision, again)
        self._decided.append(given)
        self._place(pair, verdict)
        self._shell.say(pair_words.VERDICTS[verdict], lambda: self._take_back(given), given)
        self._present()
        self._focus()

    def take_back(self) -> None:
        """Undo the last decision of this sitting: the pair is again what it was before."""
        if not self._decided:
            return
        try:
            self._take_back(self._decided[-1])
        except DeskError as problem:
            self.work.show_problem(problem)

    def _take_back(self, given: _Given) -> None:
        if given.decision:
            pairs.take_back(self._vault, given.decision)
        self.work.clear()
        self._decided = [each for each in self._decided if each is not given]
        self._shell.toast.undone(given)
        self._place(given.pair, "")
        self.queue.insert(0, given.pair)
        if given.again:
            self._again.add(_ids(given.pair))
        self._shell.say(
            _("Annullato: la coppia è di nuovo in dubbio")
            if given.again
            else _("Annullato: la coppia è di nuovo da rivedere")
        )
        self._present()
        self._focus()

    def taken_back(self, decision_id: str) -> None:
        """A decision was undone in the list of all: it is none of this sitting any more."""
        for given in self._decided:
            if given.decision == decision_id:
                self._shell.toast.undone(given)
        self._decided = [given for given in self._decided if given.decision != decision_id]
        self.forget()

    def _place(self, pair: PairToReview, verdict: str) -> None:
        """Take *pair* from where it stands; left in doubt it goes to the others that are."""
        self.queue = [one for one in self.queue if _ids(one) != _ids(pair)]
        self.doubtful = [one for one in self.doubtful if _ids(one) != _ids(pair)]
        self._again.discard(_ids(pair))
        if verdict == "unsure":
            self.doubtful.append(pair)

    def _focus(self) -> None:
        self.focus_on(self.same_button if self.queue else None)


def _ids(pair: PairToReview) -> tuple[str, str]:
    return pair.a.id, pair.b.id
