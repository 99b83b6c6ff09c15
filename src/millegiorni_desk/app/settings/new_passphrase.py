"""Choosing a passphrase: five words proposed, others by a button, or one's own; typed once more."""

from __future__ import annotations

from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.language import _
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.forms import Form, SecretField, TextField
from millegiorni_desk.vault import passphrase

_STRENGTHS = (
    (50, _("buona")),
    (35, _("discreta: una parola in più la rende buona")),
    (0, _("debole: aggiungi parole che non c'entrano tra loro")),
)

# Where nobody is asked for her name, it cannot be wrong.
NOT_RIGHT = _("La frase segreta non è giusta. Riprova: maiuscole e accenti contano.")


class NewPassphrase(Form):
    """The proposal stands in clear, to be written down; the second time it is typed unseen."""

    def __init__(self, words: str = _("La tua frase segreta")) -> None:
        super().__init__()
        self.proposed = self.add("passphrase", TextField(words))
        self.another_button = Button(_("Altre parole"), self.propose)
        self.proposed.beside_control.addWidget(self.another_button)
        self.proposed.changed.connect(self._tell_strength)
        self._drawn = ""
        self.again = self.add("again", SecretField(_("Scrivila ancora una volta")))
        self.propose()

    def propose(self) -> None:
        """Propose five other words."""
        self._drawn = passphrase.propose()
        self.proposed.set_value(self._drawn)
        self.again.clear()

    def _tell_strength(self) -> None:
        """How strong it is: exactly where the program drew it, by a low guess where she made it up."""
        typed = self.proposed.value()
        if passphrase.normalise(typed) == passphrase.normalise(self._drawn):
            self.proposed.set_hint(
                _("Cinque parole a caso: forza {bits} bit, ottima. Imparale, oppure scrivine di tue.").format(
                    bits=passphrase.PROPOSED_BITS
                )
            )
            return
        bits = passphrase.estimate(typed)
        words = next(words for least, words in _STRENGTHS if bits >= least)
        self.proposed.set_hint(
            _("Forza, a una stima prudente: {bits} bit, {words}.").format(bits=bits, words=words)
        )

    def secret(self) -> str:
        """The passphrase. Raises ``InvalidValue``, shown beside the field, if too short or not typed the same."""
        chosen = self.proposed.value()
        try:
            passphrase.check(chosen)
            if passphrase.normalise(chosen) != passphrase.normalise(self.again.value()):
                raise InvalidValue(
                    _("Le due frasi non sono uguali: riscrivila come la vedi qui sopra.")
                    if self.again.value()
                    else _("Riscrivi qui la frase: così le dita la imparano."),
                    "again",
                )
        except InvalidValue as problem:
            self.show_problem(problem)
            raise
        return chosen
