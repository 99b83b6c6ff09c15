"""*Rete*: houses, requests, devices, sheets, bodies; funders, funds, lines, envelopes, and what to look at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from millegiorni_desk.app.network.alarms import AlarmsSection
from millegiorni_desk.app.network.bodies import BodiesSection
from millegiorni_desk.app.network.devices import DevicesSection
from millegiorni_desk.app.network.envelopes import EnvelopesSection
from millegiorni_desk.app.network.funders import FundersSection
from millegiorni_desk.app.network.funds import FundsSection
from millegiorni_desk.app.network.houses import HousesSection
from millegiorni_desk.app.network.lines import LinesSection
from millegiorni_desk.app.network.logos import LogosSection
from millegiorni_desk.app.network.requests import RequestsSection
from millegiorni_desk.app.network.sheets import SheetsSection
from millegiorni_desk.app.sections import Sections
from millegiorni_desk.changes import Changes
from millegiorni_desk.flows import devices
from millegiorni_desk.language import _
from millegiorni_desk.ui.page import Page

if TYPE_CHECKING:
    from millegiorni_desk.ui.shell import Shell
    from millegiorni_desk.vault.vault import Vault

_TABLES = (
    "house",
    "managing_body",
    "funder",
    "fund",
    "budget_line",
    "ledger_entry",
    "dote",
    "dote_approval",
    "logo",
)


class NetworkPage(Page):
    """The coordinator's network, part by part. The argument names the part to open: ``requests``."""

    def __init__(self, vault: Vault, shell: Shell) -> None:
        super().__init__(_("Rete"))
        self.set_state(devices.network_name(vault), "quiet")
        self.parts = Sections(_("Rete"))
        self.parts.register("houses", _("Case"), "", lambda: HousesSection(vault, shell))
        self.parts.register("requests", _("Richieste"), "", lambda: RequestsSection(vault, shell))
        self.parts.register("devices", _("Postazioni"), "", lambda: DevicesSection(vault, shell))
        self.parts.register("sheets", _("Fogli della rete"), "", lambda: SheetsSection(vault, shell))
        self.parts.register("bodies", _("Enti gestori"), "", lambda: BodiesSection(vault, shell))
        self.parts.register("funders", _("Finanziatori"), "", lambda: FundersSection(vault, shell))
        self.parts.register("funds", _("Fondi"), "", lambda: FundsSection(vault, shell))
        self.parts.register("lines", _("Voci di spesa"), "", lambda: LinesSection(vault, shell))
        self.parts.register("envelopes", _("Buste"), "", lambda: EnvelopesSection(vault, shell))
        self.parts.register("logos", _("Loghi sui volantini"), "", lambda: LogosSection(vault, shell))
        self.parts.register("alarms", _("Avvisi sulle doti"), "", lambda: AlarmsSection(vault, shell))
        self.add(self.parts)

    def arrived(self, argument: object = None) -> None:
        for key in self.parts.entries:
            self.parts.section(key).reload()
        self.parts.open(argument if isinstance(argument, str) else self.parts.here or "houses")

    def refresh(self, changes: Changes) -> None:
        if changes.touches(*_TABLES) and self.parts.here:
            for key, section in self.parts.built.items():
                if key != "requests":
                    section.reload()

    def first_focus(self) -> QWidget | None:
        here = self.parts.built.get(self.parts.here)
        return (here.first_focus() if here else None) or self.parts.entries[self.parts.here or "houses"]
