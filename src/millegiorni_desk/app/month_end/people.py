"""*Chiusura del mese, persone*: pairs that may be one woman; S same, D different, N not sure, Z takes it back.

Those that were left in doubt wait apart, and R has them come again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from millegiorni_desk.app.month_end.review import Review
from millegiorni_desk.areas.people import contact
from millegiorni_desk.areas.people import service as people
from millegiorni_desk.areas.people.countries import country_name
from millegiorni_desk.areas.people.languages import language_name
from millegiorni_desk.areas.people.records import Person
from millegiorni_desk.areas.people.service import PairToReview
from millegiorni_desk.areas.people.view.words import birth_words, children_words, full_name
from millegiorni_desk.errors import DeskError
from millegiorni_desk.language import _, plural
from millegiorni_desk.network import service as network
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Comparison, Side
from millegiorni_desk.ui.labels import Pill
from millegiorni_desk.ui.parsing import number
from millegiorni_desk.ui.wrap import Wrap

if TYPE_CHECKING:
    from millegiorni_desk.ui.shell import Shell
    from millegiorni_desk.vault.vault import Vault

Progress = Callable[[int, int, str], None]
_VERDICTS = {
    "same": _("Stessa persona"),
    "different": _("Persone diverse"),
    "unsure": _("Lasciate in dubbio"),
}


@dataclass(frozen=True)
class _Given:
    """What was said of a pair in this sitting, and what it was before."""

    pair: PairToReview
    before: str
    verdict: str


class PeopleStep(Review):
    """One pair at a time, the most telling first, with the reasons in words."""

    def __init__(self, vault: Vault, shell: Shell, go_on: Callable[[], object]) -> None:
        super().__init__()
        self._vault, self._shell, self._go_on = vault, shell, go_on
        self.queue: list[PairToReview] = []
        self.doubtful: list[PairToReview] = []
        self._again: set[tuple[str, str]] = set()
        self._decided: list[_Given] = []
        self._read = False
        self._stale = True
        self.same_button = Button(_("Stessa persona"), lambda: self.decide("same"), keys="S")
        self.different_button = Button(_("Persone diverse"), lambda: self.decide("different"), keys="D")
        self.unsure_button = Button(_("Non so"), lambda: self.decide("unsure"), keys="N")
        self.back_button = Button(_("Annulla l'ultima"), self.take_back, kind="quiet", keys="Z")
        self.doubt_button = Button("", self.review_doubtful, kind="quiet", keys="R")
        for button in (
            self.same_button, self.different_button, self.unsure_button, self.back_button, self.doubt_button,
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
            return people.to_review(self._vault), people.left_in_doubt(self._vault)

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
        for button in (self.same_button, self.different_button, self.unsure_button):
            button.setVisible(bool(self.queue))
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
            self.put_ready(
                _("Nessuna coppia da rivedere"), self._how_counted(), (_("Vai alle doti"), self._go_on)
            )

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
        reasons = [
            Pill(reason, "warning" if reason.startswith(_("attenzione")) else "info")
            for reason in pair.match.reasons
        ]
        first, second = self._facts(pair.a), self._facts(pair.b)
        # What neither house knows tells nothing and takes room.
        known = [name for name in first if first[name] or second[name]]
        sides = [
            Side(self._house(person), full_name(person), {name: facts[name] for name in known})
            for person, facts in ((pair.a, first), (pair.b, second))
        ]
        self.put(Comparison(*sides), Wrap(*reasons))

    def _house(self, person: Person) -> str:
        return next((h.name for h in network.houses(self._vault) if h.code == person.house), person.house)

    def _facts(self, person: Person) -> dict[str, str]:
        children = people.card(self._vault, person.id).children
        return {
            _("Nata"): birth_words(person.birth_date, person.birth_precision),
            _("Codice fiscale"): person.codice_fiscale,
            _("Come si può chiamare"): contact.line(person),
            _("Cittadinanza"): country_name(person.citizenship) if person.citizenship else "",
            _("Lingua"): language_name(person.language) if person.language else "",
            _("Indirizzo"): person.address,
            _("Figli"): children_words(children, date.today()),
        }

    def decide(self, verdict: str) -> None:
        """Say what the pair is, and go on."""
        if not self.queue:
            return
        pair = self.queue[0]
        given = _Given(pair, "unsure" if _ids(pair) in self._again else "withdrawn", verdict)
        if not self._say(pair, given.before, verdict):
            return
        self._decided.append(given)
        self._place(pair, verdict)
        self._shell.say(_VERDICTS[verdict])
        self._present()
        self._focus()

    def take_back(self) -> None:
        """Undo the last decision of this sitting: the pair is again what it was before."""
        if not self._decided:
            return
        given = self._decided[-1]
        if not self._say(given.pair, given.verdict, given.before):
            return
        self._decided.pop()
        self._place(given.pair, "")
        self.queue.insert(0, given.pair)
        if given.before == "unsure":
            self._again.add(_ids(given.pair))
        self._shell.say(
            _("Annullato: la coppia è di nuovo in dubbio")
            if given.before == "unsure"
            else _("Annullato: la coppia è di nuovo da rivedere")
        )
        self._present()
        self._focus()

    def _place(self, pair: PairToReview, verdict: str) -> None:
        """Take *pair* from where it stands; left in doubt it goes to the others that are."""
        self.queue = [one for one in self.queue if _ids(one) != _ids(pair)]
        self.doubtful = [one for one in self.doubtful if _ids(one) != _ids(pair)]
        self._again.discard(_ids(pair))
        if verdict == "unsure":
            self.doubtful.append(pair)

    def _say(self, pair: PairToReview, holds: str, verdict: str) -> bool:
        """Write *verdict* where another one *holds*; whether it could be."""
        try:
            if verdict != holds:
                people.decide(self._vault, pair.a.id, pair.b.id, verdict)
        except DeskError as problem:
            self.work.show_problem(problem)
            return False
        self.work.clear()
        return True

    def _focus(self) -> None:
        self.focus_on(self.same_button if self.queue else None)


def _ids(pair: PairToReview) -> tuple[str, str]:
    return pair.a.id, pair.b.id
