"""Who takes a goal or a step, and how a day due is said."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from millegiorni_desk.areas.pathways.goals import CASE_MANAGER, WOMAN
from millegiorni_desk.language import _
from millegiorni_desk.ui.choices import ChoiceField
from millegiorni_desk.ui.columns import Columns
from millegiorni_desk.ui.forms import Form, TextField

_SOMEBODY = "somebody"


def owner_words(owner: str) -> str:
    """``lei``, ``la case manager``, or the name that was written."""
    return {WOMAN: _("lei"), CASE_MANAGER: _("la case manager")}.get(owner, owner)


def due_words(due_on: date | None, done: bool, today: date) -> tuple[str, bool]:
    """``entro il 03/10/2025``, and whether it is late."""
    if due_on is None:
        return "", False
    late = not done and due_on < today
    words = _("entro il {due_on:%d/%m/%Y}").format(due_on=due_on)
    return (f"{words} · {_('scaduto')}" if late else words), late


class OwnerFields:
    """A choice, and a name that is asked only where it is somebody else; both as fields of *form*."""

    def __init__(self, form: Form) -> None:
        options = [
            (WOMAN, _("Lei")),
            (CASE_MANAGER, _("La case manager")),
            (_SOMEBODY, _("Un'altra persona")),
        ]
        self.choice = ChoiceField(_("Chi lo fa"), options)
        self.name = TextField(_("Nome"))
        form.fields["owner"], form.fields["owner_name"] = self.choice, self.name
        form.add_widget(Columns(self.choice, self.name, fold_under=360, same_height=False))
        self.choice.changed.connect(self._look_at)
        self._look_at()

    def show_owner(self, owner: str) -> None:
        """Put *owner* into the fields."""
        known = owner in ("", WOMAN, CASE_MANAGER)
        self.choice.set_value(owner if known else _SOMEBODY)
        self.name.set_value("" if known else owner)

    def owner(self, given: Mapping[str, object]) -> str:
        """Who it is, from the values of the form."""
        chosen = str(given["owner"])
        return str(given["owner_name"]) if chosen == _SOMEBODY else chosen

    def _look_at(self) -> None:
        self.name.setVisible(self.choice.value() == _SOMEBODY)
