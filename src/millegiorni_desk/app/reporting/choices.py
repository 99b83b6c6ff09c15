"""What a report to give away is to say: its period, for whom, in which language, with what beside."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import Signal

from millegiorni_desk.areas.monitoring.queries import Period
from millegiorni_desk.areas.monitoring.span import covered
from millegiorni_desk.areas.monitoring.view.chooser import Chooser
from millegiorni_desk.dates import months_later
from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.language import CODE, LANGUAGES, _
from millegiorni_desk.ui.cards import Card
from millegiorni_desk.ui.chips import ChipGroup
from millegiorni_desk.ui.choices import ChoiceField, Tick
from millegiorni_desk.ui.fields import DateField
from millegiorni_desk.ui.labels import reveal
from millegiorni_desk.ui.wrap import Wrap
from millegiorni_desk.vault.vault import Vault

INTERNAL, PUBLIC = "internal", "public"
_ALONE, _YEAR_BEFORE, _OTHER = "", "year", "other"


@dataclass(frozen=True)
class Choices:
    """What was chosen; ``before`` is the period to compare with, none where there is none."""

    period: Period
    house: str
    published: bool
    language: str
    before: Period | None
    stories: bool
    rows: bool


class ChoicesCard(Card):
    """The choices; ``changed`` when the report would be another one."""

    changed = Signal()

    def __init__(self, vault: Vault) -> None:
        super().__init__(_("Quale relazione"))
        today = date.today()
        self.chooser = Chooser(vault, covered(vault) or Period(today, today), today)
        self.version = ChipGroup(_("Per chi"), [(INTERNAL, _("Uso interno")), (PUBLIC, _("Da pubblicare"))])
        self.version.set_value(INTERNAL)
        self.language = ChipGroup(_("Lingua"), [(code, _(name)) for code, name in LANGUAGES.items()])
        self.language.set_value(CODE)
        beside = [(_YEAR_BEFORE, _("Lo stesso periodo, un anno prima")), (_OTHER, _("Un altro periodo"))]
        self.beside = ChoiceField(_("Confronta con"), beside, none=_("Nessun confronto"))
        self.start, self.end = DateField(_("Dal")), DateField(_("Al"))
        self.stories = Tick(_("Con le storie di chi è d'accordo"))
        self.stories.setChecked(True)
        self.rows = Tick(_("Nell'Excel anche le righe, senza nomi"))
        self.rows.setChecked(True)
        self.days = Wrap(self.start, self.end)
        for piece in (
            self.chooser, self.version, self.language, self.beside, self.days, self.stories, self.rows
        ):  # fmt: skip
            self.add(piece)
        self.chooser.changed.connect(self.changed)
        for group, first in ((self.version, INTERNAL), (self.language, CODE)):
            group.changed.connect(lambda group=group, first=first: self._chosen(group, first))
        self.beside.changed.connect(self._beside_chosen)
        for day in (self.start, self.end):
            day.line.editingFinished.connect(self.changed)
        self.stories.toggled.connect(lambda _on: self.changed.emit())
        self._reveal()

    def _chosen(self, group: ChipGroup, first: str) -> None:
        if not group.value():
            # One is always chosen.
            group.set_value(first)
            return
        self._reveal()
        self.changed.emit()

    def _beside_chosen(self) -> None:
        self._reveal()
        self.changed.emit()

    def _reveal(self) -> None:
        reveal(self.days, self.beside.value() == _OTHER)
        reveal(self.rows, self.version.value() == INTERNAL)

    def value(self) -> Choices:
        """What is chosen. Raises ``InvalidValue`` where a day of the other period is missing."""
        period = self.chooser.period
        published = self.version.value() == PUBLIC
        return Choices(
            period,
            self.chooser.house_code,
            published,
            str(self.language.value()),
            self._before(period),
            self.stories.isChecked(),
            self.rows.isChecked() and not published,
        )

    def _before(self, period: Period) -> Period | None:
        match self.beside.value():
            case "year":
                return Period(*(months_later(day, -12) for day in period))
            case "other":
                start, end = self.start.value(), self.end.value()
                if start is None or end is None:
                    raise InvalidValue(_("Scrivi il primo e l'ultimo giorno del periodo."), "start")
                return Period(start.day, end.day)
        return None
