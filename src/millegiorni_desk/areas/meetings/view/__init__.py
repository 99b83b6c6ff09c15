"""Screens of the public meetings: the calendar, one meeting, a new one or a series, and the counter at the door."""

from __future__ import annotations

from typing import TYPE_CHECKING

from millegiorni_desk.language import _
from millegiorni_desk.vault.permissions import Permission

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from millegiorni_desk.ui.shell import Shell
    from millegiorni_desk.vault.vault import Vault

TO_COMPLETE = "to-complete"
"""What *meetings* is opened with to show those that nobody said anything of."""


def pages(vault: Vault, shell: Shell) -> None:
    """Register *meetings*, *meeting*, *meeting-papers*, *new-meeting* and *meeting-counter*.

    *meetings* may be opened with a month (``2026-11``) or :data:`TO_COMPLETE`; *meeting* and *meeting-counter* with
    an id, *meeting-papers* with either; *new-meeting* with ``{"day": "2026-11-03"}`` or ``{"like": id}``.
    """

    def every() -> QWidget:
        from millegiorni_desk.areas.meetings.view.meetings_page import MeetingsPage

        return MeetingsPage(vault, shell)

    def one() -> QWidget:
        from millegiorni_desk.areas.meetings.view.meeting_page import MeetingPage

        return MeetingPage(vault, shell)

    def new() -> QWidget:
        from millegiorni_desk.areas.meetings.view.new_meeting import NewMeetingPage

        return NewMeetingPage(vault, shell)

    def counter() -> QWidget:
        from millegiorni_desk.areas.meetings.view.counter_page import CounterPage

        return CounterPage(vault, shell)

    def handed_out() -> QWidget:
        from millegiorni_desk.areas.meetings.view.papers_page import MeetingPapersPage

        return MeetingPapersPage(vault, shell)

    if not vault.may(Permission.SEE_PROGRAMME):
        return
    shell.register("meetings", _("Incontri"), "meetings", every)
    shell.register("meeting", _("Incontro"), "meetings", one, rail=False, under="meetings")
    shell.register(
        "meeting-papers", _("Volantini e fogli"), "meetings", handed_out, rail=False, under="meetings"
    )
    if vault.may(Permission.RUN_MEETINGS):
        shell.register("new-meeting", _("Nuovo incontro"), "meetings", new, rail=False, under="meetings")
        shell.register(
            "meeting-counter", _("Conta all'ingresso"), "meetings", counter, rail=False, under="meetings"
        )
