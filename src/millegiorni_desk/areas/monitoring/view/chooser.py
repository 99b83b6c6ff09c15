"""Which days and which house the figures are about."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from millegiorni_desk.areas.monitoring.queries import Period
from millegiorni_desk.areas.monitoring.span import own_house
from millegiorni_desk.areas.monitoring.view import periods
from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.language import _
from millegiorni_desk.network import service as network
from millegiorni_desk.ui import tokens
from millegiorni_desk.ui.chips import ChipGroup
from millegiorni_desk.ui.choices import ChoiceField
from millegiorni_desk.ui.fields import DateField
from millegiorni_desk.ui.spacing import fix
from millegiorni_desk.ui.wrap import Wrap
from millegiorni_desk.vault.vault import Vault

_QUARTER, _MONTH, _FREE = "quarter", "month", "free"
_ALL = _("Tutte le Case")


class Chooser(Wrap):
    """A period, and at the coordination a house; ``changed`` when both days of another choice are known."""

    changed = Signal()

    def __init__(self, vault: Vault, covered: Period, today: date) -> None:
        super().__init__(spacing=tokens.GAP)
        self.setAccessibleName(_("Periodo e Casa"))
        self._house = own_house(vault)
        kinds = [
            *periods.years(covered, today),
            (_QUARTER, _("Trimestre")),
            (_MONTH, _("Mese")),
            (_FREE, _("Da – a")),
        ]
        self.kind = ChipGroup(_("Periodo"), kinds)
        self.kind.set_value(str(covered.end.year))
        self.quarter = _choice(_("Trimestre"), periods.quarters(covered))
        self.month = _choice(_("Mese"), periods.months(covered))
        self.start, self.end = DateField(_("Dal")), DateField(_("Al"), past=False)
        self.house = _choice(_("Casa"), [(house.code, house.name) for house in network.houses(vault)], _ALL)
        self._period = periods.from_code(str(covered.end.year))
        for field in (self.kind, self.quarter, self.month, self.start, self.end, self.house):
            self.add(field)
        self._reveal()
        self.house.setVisible(not vault.house)
        self.lay_out()
        self.kind.changed.connect(self._kind_chosen)
        for field in (self.quarter, self.month):
            field.changed.connect(self._take)
        for day in (self.start, self.end):
            day.line.editingFinished.connect(self._take)
        self.house.changed.connect(self.changed)

    @property
    def period(self) -> Period:
        """The last choice of which both days are known."""
        return self._period

    @property
    def house_code(self) -> str:
        """The house chosen, empty for all; at a desk its own."""
        return self._house or self.house.value()

    def first_focus(self) -> QWidget:
        """Where the keyboard begins."""
        return self.kind

    def _kind_chosen(self) -> None:
        kind = str(self.kind.value())
        if not kind:
            # A period cannot be taken back: there is always one.
            self.kind.set_value(self._kind)
            return
        if kind == _FREE:
            self.start.set_value(self._period.start)
            self.end.set_value(self._period.end)
        for which, offered in ((_QUARTER, self.quarter), (_MONTH, self.month)):
            if kind == which and not offered.value():
                offered.box.setCurrentIndex(1)
        self._reveal()
        self._take()
        if kind == _FREE:
            self.start.setFocus(Qt.FocusReason.OtherFocusReason)

    def _reveal(self) -> None:
        self._kind = str(self.kind.value())
        for which, field in ((_QUARTER, self.quarter), (_MONTH, self.month)):
            field.setVisible(self._kind == which)
        for day in (self.start, self.end):
            day.setVisible(self._kind == _FREE)
        self.lay_out()

    def _take(self) -> None:
        found = self._chosen()
        if found is not None and found != self._period:
            self._period = found
            self.changed.emit()

    def _chosen(self) -> Period | None:
        if self._kind == _FREE:
            return self._typed()
        code = {_QUARTER: self.quarter, _MONTH: self.month}.get(self._kind)
        chosen = code.value() if code is not None else self._kind
        return periods.from_code(chosen) if chosen else None

    def _typed(self) -> Period | None:
        try:
            start, end = self.start.value(), self.end.value()
        except InvalidValue:
            return None
        if start is None or end is None:
            return None
        if end.day < start.day:
            self.end.show_problem(_("Finisce prima di cominciare: controlla le due date."))
            return None
        self.end.show_problem("")
        return Period(start.day, end.day)


def _choice(words: str, options: list[tuple[str, str]], none: str = "–") -> ChoiceField:
    field = ChoiceField(words, options, none=none)
    fix(field, width=230)
    return field
