"""*Chiusura del mese, persone*: pairs that may be one woman; S same, D different, N not sure, Z takes it back."""

from __future__ import annotations

from collections.abc import Callable
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
from millegiorni_desk.language import _
from millegiorni_desk.network import service as network
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Comparison, Side
from millegiorni_desk.ui.labels import Pill
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


class PeopleStep(Review):
    """One pair at a time, the most telling first, with the reasons in words."""

    def __init__(self, vault: Vault, shell: Shell, go_on: Callable[[], object]) -> None:
        super().__init__()
        self._vault, self._shell, self._go_on = vault, shell, go_on
        self.queue: list[PairToReview] = []
        self._decided: list[PairToReview] = []
        self._read = False
        self._stale = True
        self.same_button = Button(_("Stessa persona"), lambda: self.decide("same"), keys="S")
        self.different_button = Button(_("Persone diverse"), lambda: self.decide("different"), keys="D")
        self.unsure_button = Button(_("Non so"), lambda: self.decide("unsure"), keys="N")
        self.back_button = Button(_("Annulla l'ultima"), self.take_back, kind="quiet", keys="Z")
        for button in (self.same_button, self.different_button, self.unsure_button, self.back_button):
            self.buttons.add(button)
        self._present()

    @property
    def left(self) -> int:
        """How many pairs wait."""
        return len(self.queue)

    def forget(self) -> None:
        """People changed elsewhere: look for pairs again when next shown."""
        self._stale = True

    def reload(self) -> None:
        if not self._stale or self.work.busy:
            return
        self._stale = False

        def work(progress: Progress) -> list[PairToReview]:
            return people.to_review(self._vault)

        self.work.run(_("Cerco le persone che si somigliano"), work, self.show_pairs, can_cancel=False)

    def show_pairs(self, pairs: list[PairToReview]) -> None:
        """Show *pairs*, one at a time."""
        self.queue, self._read = pairs, True
        self._present()
        if pairs:
            self._focus()

    def first_focus(self) -> QWidget | None:
        return self.same_button if self.queue else None

    def _present(self) -> None:
        done, whole = len(self._decided), len(self._decided) + len(self.queue)
        if self._read:
            pairs = _("coppie") if self.left > 1 else _("coppia")
            self.told.emit(
                _("{left} {pairs} da rivedere").format(left=self.left, pairs=pairs)
                if self.left
                else _("nessuna coppia"),
                "" if self.left else _("fatto"),
                "info",
            )
        for button in (self.same_button, self.different_button, self.unsure_button):
            button.setVisible(bool(self.queue))
        self.back_button.setVisible(bool(self._decided))
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
                _("Nessuna coppia da rivedere"),
                _("Ognuna è contata una volta."),
                (_("Vai al verbale"), self._go_on),
            )

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
        if not self.queue or not self._say(self.queue[0], verdict):
            return
        self._decided.append(self.queue.pop(0))
        self._shell.say(_VERDICTS[verdict])
        self._present()
        self._focus()

    def take_back(self) -> None:
        """Undo the last decision of this sitting: the pair is open again."""
        if not self._decided or not self._say(self._decided[-1], "withdrawn"):
            return
        self.queue.insert(0, self._decided.pop())
        self._shell.say(_("Annullato: la coppia è di nuovo da rivedere"))
        self._present()
        self._focus()

    def _say(self, pair: PairToReview, verdict: str) -> bool:
        try:
            people.decide(self._vault, pair.a.id, pair.b.id, verdict)
        except DeskError as problem:
            self.work.show_problem(problem)
            return False
        self.work.clear()
        return True

    def _focus(self) -> None:
        self.focus_on(self.same_button if self.queue else None)
