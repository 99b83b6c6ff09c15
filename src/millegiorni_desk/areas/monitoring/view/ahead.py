"""Figures counted before anybody asks for them: in a quiet moment, so that their page has them when it is opened."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from millegiorni_desk.ui.shell import Shell
from millegiorni_desk.ui.tasks import Task
from millegiorni_desk.vault.vault import Vault

if TYPE_CHECKING:
    from millegiorni_desk.areas.monitoring.queries import Period
    from millegiorni_desk.changes import Changes


class Ahead(QObject):
    """At each :meth:`moment` after a change, has the figures of the page *monitoring* counted beside the window.

    They wait where ``service.compute`` keeps them, as long as nothing is written. Of a register so large that
    counting takes seconds nothing is counted unasked, nor while the page is shown, whose figures never change by
    themselves. Only for who may see them.
    """

    def __init__(self, vault: Vault, shell: Shell) -> None:
        super().__init__(shell)
        self._vault, self._shell = vault, shell
        self._due = True
        vault.changed.append(self._changed)

    def moment(self) -> None:
        """Nobody is using the window, and no work is under way."""
        if not self._due or self._shell.shown == "monitoring":
            return
        self._due = False
        Task(self._work()).start()

    def _changed(self, changes: Changes) -> None:
        self._due = True

    def _work(self) -> Callable[[Callable[[int, int, str], None]], None]:
        vault, chosen = self._vault, self._chosen()

        def work(progress: Callable[[int, int, str], None]) -> None:
            from millegiorni_desk.areas.monitoring import service, span, state

            if not state.has_many(vault):
                period, house = chosen or span.asked_first(vault)
                service.compute(vault, *period, house=house, progress=progress)
            _load()

        return work

    def _chosen(self) -> tuple[Period, str] | None:
        """What the page is about, if it was opened before."""
        page = self._shell.built("monitoring")
        if page is None:
            return None
        from millegiorni_desk.areas.monitoring.view.monitoring_page import MonitoringPage

        return (page.chooser.period, page.chooser.house_code) if isinstance(page, MonitoringPage) else None


def _load() -> None:
    """Load what the page is made of, and the names of countries: half of what its first opening takes (measured)."""
    import_module("millegiorni_desk.areas.monitoring.view.monitoring_page")
    from millegiorni_desk.areas.people.countries import countries

    countries()
