"""*Biglietto*: what she carries there, in her language beside Italian, as it will come out of the printer."""

from __future__ import annotations

from collections.abc import Callable

from millegiorni_desk.areas.people.view.handed_paper import HandedPaper, PaperWords
from millegiorni_desk.areas.referrals import codes, service, slips
from millegiorni_desk.areas.referrals.service import Line
from millegiorni_desk.language import _
from millegiorni_desk.network import service as network
from millegiorni_desk.paper.scripts import LANGUAGES
from millegiorni_desk.ui.cards import Card
from millegiorni_desk.ui.chips import ChipGroup
from millegiorni_desk.ui.shell import Shell
from millegiorni_desk.vault.vault import Vault


class SlipCard(Card):
    """The slip of one referral; that it went to paper is noted there."""

    def __init__(self, vault: Vault, shell: Shell) -> None:
        super().__init__(_("Biglietto"))
        self._vault = vault
        self._line: Line | None = None
        words = PaperWords(
            preview=_("Anteprima del biglietto"),
            print=_("Stampa il biglietto"),
            printed=_("Biglietto stampato"),
            saved=_("Biglietto salvato"),
            discreet=_("Il biglietto è riservato: non dice il nome, il servizio, né perché ci va."),
        )
        bring = list(network.terms(vault, "bring").items())
        self.bring = ChipGroup(_("Che cosa portare"), bring, multiple=True)
        self.paper = HandedPaper(
            vault,
            shell,
            words,
            LANGUAGES,
            self._maker,
            self._given,
            questions={"bring": self.bring},
            keys="Ctrl+P",
        )
        self.add(self.paper)

    def show_line(self, line: Line) -> None:
        """Show the slip of another referral, or of the same one anew."""
        same = self._line is not None and self._line.referral.id == line.referral.id
        self._line = line
        # Its name is the code, never hers.
        self.paper.file_name = f"biglietto-{codes.shown(line.referral.code)}.pdf"
        if not same:
            self.paper.begin(slips.language_for(line.referral.language), discreet=line.referral.discreet)
            self.bring.set_value(tuple(line.service.bring) if line.service is not None else ())
        self.paper.show_paper(always_discreet=service.always_discreet(line), refused=slips.why_not(line))

    def _maker(self) -> Callable[[], bytes] | None:
        line, vault = self._line, self._vault
        if line is None:
            return None
        language, contact = self.paper.language.value(), self.paper.contact.value()
        bring, hidden = self.bring.chosen(), self.paper.hidden
        return lambda: slips.slip(vault, line, language, discreet=hidden, bring=bring, contact=contact)

    def _given(self) -> None:
        if self._line is not None:
            language, discreet = self.paper.language.value(), self.paper.discreet.value()
            service.mark_printed(self._vault, self._line.referral.id, language, discreet=discreet)
