"""*Comunicazione*: the figures of a year at the top; below, what they are made of, part by part."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from millegiorni_desk.app.outreach.conferences import ConferencesPart
from millegiorni_desk.app.outreach.materials import MaterialsPart
from millegiorni_desk.app.outreach.part import Around, file_name
from millegiorni_desk.app.outreach.posts import PostsPart
from millegiorni_desk.app.outreach.visibility import EXCEL, VisibilityPart
from millegiorni_desk.app.sections import Sections
from millegiorni_desk.areas.monitoring.view.tiles import Tiles
from millegiorni_desk.areas.outreach import figures, named, workbook
from millegiorni_desk.changes import Changes
from millegiorni_desk.language import _, plural
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.chips import ChipGroup
from millegiorni_desk.ui.figure_tile import Figure
from millegiorni_desk.ui.page import Page
from millegiorni_desk.ui.papers import Papers
from millegiorni_desk.ui.parsing import number

if TYPE_CHECKING:
    from millegiorni_desk.ui.shell import Shell
    from millegiorni_desk.vault.vault import Vault

_TABLES = (
    "material",
    "material_delivery",
    "post",
    "conference",
    "evidence",
    "meeting",
    "funder",
    "house",
    "term",
)
_EVER = "ever"
_PARTS = {"kinds": "materials", "copies": "materials", "channels": "posts", "conferences": "conferences"}


class OutreachPage(Page):
    """The argument names the part to open: ``visibility``."""

    def __init__(self, vault: Vault, shell: Shell) -> None:
        super().__init__(_("Comunicazione"))
        self._vault = vault
        self.around = Around(vault, shell, named.year(date.today().year), self._prove)
        self.years = ChipGroup(_("Anno"))
        self.years.hide_label()
        self.years.changed.connect(self._turn)
        self.figures = {
            "kinds": Figure(_("Tipi di materiale")),
            "copies": Figure(_("Copie stampate")),
            "channels": Figure(_("Canali")),
            "conferences": Figure(_("Convegni")),
        }
        for name, figure in self.figures.items():
            figure.opened.connect(lambda part=_PARTS[name]: self._open(part))
        self.parts = Sections(_("Comunicazione"))
        self.parts.register("materials", _("Materiali"), "", lambda: MaterialsPart(self.around))
        self.parts.register("posts", _("Pubblicazioni"), "", lambda: PostsPart(self.around))
        self.parts.register("conferences", _("Convegni"), "", lambda: ConferencesPart(self.around))
        self.parts.register(
            "visibility", _("Visibilità dei finanziatori"), "", lambda: VisibilityPart(self.around)
        )
        self.papers = Papers()
        self.add(self.years)
        self.add(Tiles(_("Le cifre dell'anno"), list(self.figures.values()), narrowest=200, most=4))
        self.add(self.parts)
        self.add(self.papers)
        if self.around.may:
            self.save_button = Button(_("Salva in Excel…"), self.save, icon="download")
            self.foot.add(self.save_button)

    def arrived(self, argument: object = None) -> None:
        self._offer_years()
        for key in self.parts.entries:
            self.parts.section(key).reload()
        self._count()
        self.parts.open(argument if isinstance(argument, str) else self.parts.here or "materials")

    def refresh(self, changes: Changes) -> None:
        if changes.touches(*_TABLES) and self.parts.here:
            self._offer_years()
            self._count()
            for section in self.parts.built.values():
                section.reload()

    def first_focus(self) -> QWidget | None:
        here = self.parts.built.get(self.parts.here)
        return (here.first_focus() if here else None) or self.parts.entries[self.parts.here or "materials"]

    def _offer_years(self) -> None:
        shown = str(self.around.days.last.year) if self.around.days != named.EVER else _EVER
        every = [(str(year), str(year)) for year in named.years(self._vault)]
        self.years.blockSignals(True)
        self.years.set_options([*every, (_EVER, _("Sempre"))])
        self.years.set_value(shown)
        self.years.blockSignals(False)

    def _turn(self) -> None:
        chosen = str(self.years.value())
        if not chosen:
            # One period is always shown.
            self._offer_years()
            return
        self.around.days = named.EVER if chosen == _EVER else named.year(int(chosen))
        self._count()
        for section in self.parts.built.values():
            section.reload()

    def _count(self) -> None:
        found = figures.of(self._vault, self.around.days)
        runs = sum(number_ for number_, _copies in found.by_kind.values())
        said = {
            "kinds": (len(found.by_kind), plural("{n} stampa", "{n} stampe", runs), runs),
            "copies": (
                found.copies,
                plural("{n} consegnata", "{n} consegnate", found.delivered),
                found.delivered,
            ),
            "channels": (
                len(found.by_channel),
                plural("{n} pubblicazione", "{n} pubblicazioni", found.posts),
                found.posts,
            ),
            "conferences": (
                found.conferences,
                _("più {n} in sala") if found.listened else "",
                found.listened,
            ),
        }
        for name, (value, words, other) in said.items():
            self.figures[name].show_value(number(value), words.format(n=number(other)))

    def _open(self, part: str) -> None:
        self.parts.open(part)

    def _prove(self, key: str) -> None:
        part = self.parts.section("visibility")
        self.parts.open("visibility")
        if isinstance(part, VisibilityPart):
            part.about(key)

    def save(self) -> None:
        """Write everything of the period to a workbook."""
        vault, days = self._vault, self.around.days
        name = file_name("comunicazione", days, "xlsx")
        self.papers.save(lambda: workbook.outreach_workbook(vault, days), name, EXCEL)
