"""*Consensi facoltativi*: the answer that holds for each, and writing down a new one."""

from __future__ import annotations

from millegiorni_desk.areas.privacy import consents
from millegiorni_desk.areas.privacy.records import Consent
from millegiorni_desk.errors import DeskError, InvalidValue
from millegiorni_desk.language import _
from millegiorni_desk.network import service as network
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Card, Notice
from millegiorni_desk.ui.forms import ChoiceField, Form, TextField
from millegiorni_desk.ui.labels import label
from millegiorni_desk.ui.shell import Shell
from millegiorni_desk.vault.vault import Vault


class ConsentsCard(Card):
    """Nothing here is needed to be helped: each consent stands by itself and can be withdrawn."""

    def __init__(self, vault: Vault, shell: Shell) -> None:
        super().__init__(_("Consensi facoltativi"))
        self._vault, self._shell, self._person = vault, shell, ""
        self.add(
            label(
                _("Nessuno serve per essere aiutata. Si danno e si ritirano uno per uno."), "small", wrap=True
            )
        )
        self.standing = label("", wrap=True)
        self.add(self.standing)
        self.form = Form()
        self.form.add("kind", ChoiceField(_("Consenso"), list(network.terms(vault, "consent").items())))
        self.form.add("answer", ChoiceField(_("Che cosa ha detto"), list(answer_words().items())))
        self.form.add(
            "scope", TextField(_("Con chi o per cosa"), hint=_("serve quando si parla di lei con altri"))
        )
        self.add(self.form)
        self.problem = Notice("", "warning")
        self.problem.hide()
        self.add(self.problem)
        self.button = Button(_("Scrivi la risposta"), self.answer)
        self.add_row(self.button)

    def show_person(self, person_id: str) -> None:
        """Read again what she said."""
        if person_id != self._person:
            self.form.set_values({"kind": "", "answer": "", "scope": ""})
            self.problem.hide()
        self._person = person_id
        held = consents.standing(self._vault, person_id)
        labels = network.terms(self._vault, "consent")
        lines = [f"{labels.get(kind, kind)}: {_said(held[kind])}" for kind in labels if kind in held]
        self.standing.setText("\n".join(lines) or _("Non le è ancora stato chiesto nulla."))

    def answer(self) -> None:
        """Keep her answer; undo takes it back."""
        self.problem.hide()
        try:
            asked = {name: str(value) for name, value in self.form.values().items()}
            if not asked["kind"] or not asked["answer"]:
                raise InvalidValue(
                    _("Scegli il consenso e la risposta."), "answer" if asked["kind"] else "kind"
                )
            kept = consents.answer(
                self._vault, self._person, asked["kind"], asked["answer"], scope=asked["scope"]
            )
        except DeskError as problem:
            if not (isinstance(problem, InvalidValue) and self.form.show_problem(problem)):
                self.problem.say(problem.message)
                self.problem.show()
        else:
            self.form.set_values({"kind": "", "answer": "", "scope": ""})
            self._shell.say(_("Risposta scritta"), lambda: consents.take_back(self._vault, kept.id))


def answer_words() -> dict[str, str]:
    """The answers to a consent, in words."""
    return {"given": _("dato"), "refused": _("negato"), "withdrawn": _("ritirato")}


def _said(consent: Consent) -> str:
    words = _("{answer} il {day:%d/%m/%Y}").format(answer=answer_words()[consent.answer], day=consent.on_date)
    return f"{words} ({consent.scope})" if consent.scope else words
