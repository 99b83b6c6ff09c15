"""Screens of the monitoring: the figures of a period, one of them with its records, and the data's supervision."""

from __future__ import annotations

from typing import TYPE_CHECKING

from millegiorni_desk.language import _
from millegiorni_desk.vault.permissions import Permission

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from millegiorni_desk.ui.shell import Shell
    from millegiorni_desk.vault.vault import Vault


def pages(vault: Vault, shell: Shell) -> None:
    """Register *monitoring*, *indicator* (argument: ``wanted.Wanted``, or a mapping with ``id``) and *quality*.

    *quality* may be opened at its part ``ongoing``.
    """

    def figures() -> QWidget:
        from millegiorni_desk.areas.monitoring.view.monitoring_page import MonitoringPage

        return MonitoringPage(vault, shell)

    def one() -> QWidget:
        from millegiorni_desk.areas.monitoring.view.indicator_page import IndicatorPage

        return IndicatorPage(vault, shell)

    def data() -> QWidget:
        from millegiorni_desk.areas.monitoring.view.quality_page import QualityPage

        return QualityPage(vault, shell)

    if not vault.may(Permission.REPORT):
        return
    shell.register("monitoring", _("Monitoraggio"), "monitoring", figures)
    shell.register("indicator", _("Cifra"), "monitoring", one, rail=False, under="monitoring")
    shell.register("quality", _("Supervisione dei dati"), "monitoring", data, rail=False, under="monitoring")
