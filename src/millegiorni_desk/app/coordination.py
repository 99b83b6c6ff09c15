"""The screens that keep the network together: month end, network, reports, handing over, settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from millegiorni_desk.areas.monitoring import view as monitoring_view
from millegiorni_desk.language import _
from millegiorni_desk.vault.permissions import Permission

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from millegiorni_desk.ui.shell import Shell
    from millegiorni_desk.vault.vault import Vault


def pages(vault: Vault, shell: Shell) -> None:
    """Register *month-end* and *network* (argument: a part of it) for the coordination."""

    def month_end() -> QWidget:
        from millegiorni_desk.app.month_end.page import MonthEndPage

        return MonthEndPage(vault, shell)

    def network() -> QWidget:
        from millegiorni_desk.app.network.page import NetworkPage

        return NetworkPage(vault, shell)

    if vault.may(Permission.DECIDE):
        shell.register("month-end", _("Chiusura del mese"), "calendar", month_end)
    if vault.may(Permission.MANAGE_NETWORK):
        shell.register("network", _("Rete"), "link", network)


def report_pages(vault: Vault, shell: Shell) -> None:
    """Register the screens of the monitoring, *report*, and *stories*, which go into it."""

    def stories() -> QWidget:
        from millegiorni_desk.app.stories import StoriesPage

        return StoriesPage(vault, shell)

    def report() -> QWidget:
        from millegiorni_desk.app.reporting.page import ReportPage

        return ReportPage(vault, shell)

    def registers() -> QWidget:
        from millegiorni_desk.app.registers import RegistersPage

        return RegistersPage(vault, shell)

    monitoring_view.pages(vault, shell)
    if vault.may(Permission.REPORT):
        shell.register("report", _("Relazione"), "document", report, rail=False, under="monitoring")
        shell.register("stories", _("Storie da pubblicare"), "heart", stories, rail=False, under="monitoring")
        shell.register("registers", _("Registri"), "monitoring", registers, rail=False, under="monitoring")


def upkeep_pages(vault: Vault, shell: Shell) -> None:
    """Register *sync*, for those who hand over, and *settings*."""

    def sync() -> QWidget:
        from millegiorni_desk.app.syncing.page import SyncPage

        return SyncPage(vault, shell)

    def settings() -> QWidget:
        from millegiorni_desk.app.settings.page import SettingsPage

        return SettingsPage(vault, shell)

    def bring_in() -> QWidget:
        from millegiorni_desk.app.importing.page import ImportPage

        return ImportPage(vault, shell)

    if vault.may(Permission.IMPORT):
        shell.register("import", _("Importa un registro"), "upload", bring_in, rail=False, under="settings")
    if vault.may(Permission.SYNCHRONISE):
        shell.register("sync", _("Sincronizza"), "sync", sync)
    shell.register("settings", _("Impostazioni"), "settings", settings)
