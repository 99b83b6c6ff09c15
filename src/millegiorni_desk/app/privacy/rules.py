"""*Privacy, conservazione*: how long each kind of people stays; the coordination decides, for every house."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from millegiorni_desk.areas.people.view.pile import Pile
from millegiorni_desk.areas.privacy import retention
from millegiorni_desk.errors import DeskError, InvalidValue
from millegiorni_desk.language import _, plural
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Card, Notice
from millegiorni_desk.ui.forms import ChoiceField, Form, NumberField, TextField
from millegiorni_desk.ui.labels import label
from millegiorni_desk.ui.wrap import Wrap
from millegiorni_desk.vault.permissions import Permission

if TYPE_CHECKING:
    from millegiorni_desk.ui.shell import Shell
    from millegiorni_desk.vault.vault import Vault


class RulesCard(Card):
    """The rules in force; where the user may, one of them changed."""

    def __init__(self, vault: Vault, shell: Shell) -> None:
        super().__init__(_("Quanto si tengono"))
        self._vault, self._shell = vault, shell
        self.lines = Pile()
        self.add(self.lines)
        self.problem = Notice("", "warning")
        self.problem.hide()
        self.add(self.problem)
        self.form = Form()
        self.category = self.form.add("category", ChoiceField(_("Cambia"), none=_("nessuna")))
        self.form.add_row(
            months=NumberField(_("Mesi"), least=1, most=600),
            basis=TextField(_("Motivo"), hint=_("Va nel registro dei trattamenti.")),
        )
        self.category.changed.connect(self._fill)
        self.save_button = Button(_("Cambia la regola"), self.save)
        self.editing = not vault.house and vault.may(Permission.MANAGE_PRIVACY)
        if self.editing:
            self.add(self.form)
            self.add(Wrap(self.save_button))
        else:
            self.form.setParent(self)
            self.form.hide()
            self.save_button.setParent(self)
            self.save_button.hide()
        self.reload()

    def reload(self) -> None:
        """Read the rules again."""
        rules = retention.rules(self._vault)
        said = _("{who}: {how_long} dall'ultimo contatto. {basis}")
        told = [said.format(who=one.label, how_long=months(one.months), basis=_(one.basis)) for one in rules]
        # Each a paragraph: at 200 % their lines wrap, and would run into one another.
        self.lines.put([label(line.rstrip(" .") + ".", wrap=True) for line in told])
        self.category.set_options([(one.code, one.label) for one in rules])

    def _fill(self) -> None:
        chosen = next(
            (one for one in retention.rules(self._vault) if one.code == self.category.value()), None
        )
        self.form.set_values(
            {"months": chosen.months if chosen else None, "basis": chosen.basis if chosen else ""}
        )

    def save(self) -> None:
        """Change the rule chosen; undo puts the former one back."""
        self.problem.hide()
        try:
            asked = self.form.values()
            code, wanted = str(asked["category"]), asked["months"]
            before = next((one for one in retention.rules(self._vault) if one.code == code), None)
            if before is None:
                raise InvalidValue(_("Scegli quale regola cambiare."), "category")
            if not isinstance(wanted, int):
                raise InvalidValue(_("Scrivi dopo quanti mesi."), "months")
            retention.set_rule(self._vault, code, wanted, str(asked["basis"]))
        except DeskError as problem:
            if not (isinstance(problem, InvalidValue) and self.form.show_problem(problem)):
                self.problem.say(problem.message)
                self.problem.show()
            return
        undo = partial(retention.set_rule, self._vault, code, before.months, before.basis)
        self._shell.say(_("Regola cambiata, per tutte le case"), undo)


def months(count: int) -> str:
    """``3 anni``, ``18 mesi``."""
    years, rest = divmod(count, 12)
    if rest:
        return plural("{n} mese", "{n} mesi", count).format(n=count)
    return plural("{n} anno", "{n} anni", years).format(n=years)
