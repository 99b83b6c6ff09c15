"""What a calendar brought in does, in words: for the command line and the window."""

from __future__ import annotations

from millegiorni_desk.areas.meetings.calendar_import import (
    CANCELLED,
    CHANGED,
    LEFT,
    NEW,
    SAME,
    Comparison,
    Line,
)
from millegiorni_desk.language import N_, _, plural

STATES = {
    NEW: N_("nuovo"),
    CHANGED: N_("cambia"),
    CANCELLED: N_("si annulla"),
    SAME: N_("uguale"),
    LEFT: N_("resta com'è"),
}
_FIELDS = {
    "title": N_("titolo"),
    "on_date": N_("giorno"),
    "starts": N_("ora"),
    "ends": N_("ora"),
    "place": N_("luogo"),
    "theme": N_("tema"),
    "partners": N_("partner"),
    "experts": N_("con chi"),
    "free": N_("gratuito"),
    "for_whom": N_("per chi"),
    "booking": N_("prenotazione"),
    "description": N_("descrizione"),
    "second_title": N_("seconda lingua"),
    "second_description": N_("seconda lingua"),
    "second_language": N_("seconda lingua"),
    "state": N_("di nuovo in programma"),
}


def counted(found: Comparison) -> str:
    """How many are new, change, are called off, stay: in one line."""
    many = found.counts
    parts = [
        plural("{n} nuovo", "{n} nuovi", many.get(NEW, 0)).format(n=many.get(NEW, 0)),
        plural("{n} cambia", "{n} cambiano", many.get(CHANGED, 0)).format(n=many.get(CHANGED, 0)),
        plural("{n} si annulla", "{n} si annullano", many.get(CANCELLED, 0)).format(n=many.get(CANCELLED, 0)),
        plural("{n} uguale", "{n} uguali", many.get(SAME, 0)).format(n=many.get(SAME, 0)),
        plural("{n} resta com'è", "{n} restano come sono", many.get(LEFT, 0)).format(n=many.get(LEFT, 0)),
    ]
    if found.problems:
        lost = len(found.problems)
        parts.append(plural("{n} non si legge", "{n} non si leggono", lost).format(n=lost))
    return ", ".join(parts) + "."


def why(line: Line) -> str:
    """What changes in it, or why it stays as it is."""
    if line.what == CHANGED:
        names = dict.fromkeys(_(_FIELDS[name]) for name in line.fields if name in _FIELDS)
        return ", ".join(names)
    return line.why


def lines(found: Comparison) -> list[str]:
    """The count, then a line for each that changes, is called off, stays, or cannot be read."""
    told = [counted(found)]
    for line in found.lines:
        if line.what in (CHANGED, CANCELLED, LEFT):
            about = why(line)
            tail = f" ({about})" if about else ""
            told.append(f"{line.on_date:%d/%m/%Y} {line.title}: {_(STATES[line.what])}{tail}")
    return told + [problem_words(title, reason) for title, reason in found.problems]


def problem_words(title: str, reason: str) -> str:
    """Which event cannot be read, and why."""
    return _("«{title}» {reason}").format(title=title or _("senza titolo"), reason=reason)
