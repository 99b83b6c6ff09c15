"""How rights, their days and where she stands with them are said on a screen."""

from __future__ import annotations

from datetime import date

from millegiorni_desk.areas.people.view.words import child_name
from millegiorni_desk.areas.rights import catalogue
from millegiorni_desk.areas.rights.records import Right
from millegiorni_desk.areas.rights.service import Standing
from millegiorni_desk.language import _, plural
from millegiorni_desk.ui.dates import on_day

_WEEK, _MONTH = 7, 30
_TERM = 280


def state_words() -> dict[str, str]:
    """Where she stands, in words."""
    return {
        "asked": _("chiesto"),
        "obtained": _("ottenuto"),
        "refused": _("respinto"),
        "not_due": _("non le spetta"),
        "done": _("fatto"),
    }


def answers(right: Right) -> list[tuple[str, str]]:
    """What can be noted of it, as state and button."""
    if right.kind == "appointment":
        return [("done", _("Fatto")), ("not_due", _("Non serve"))]
    return [
        ("asked", _("Chiesto")),
        ("obtained", _("Ottenuto")),
        ("refused", _("Respinto")),
        ("not_due", _("Non le spetta")),
    ]


def kind_words() -> dict[str, str]:
    """Right or appointment."""
    return {"right": _("Si può chiedere"), "appointment": _("Appuntamento")}


def anchor_words() -> dict[str, str]:
    """What the days count from."""
    return {"due_date": _("dal parto previsto"), "birth": _("dalla nascita")}


def when_words(standing: Standing, today: date) -> str:
    """``entro il 14 febbraio``, ``si apre il 3 marzo``, ``scadeva ieri``; whose it is first, where it is a child's."""
    if standing.when == "now" and standing.right.to_day == catalogue.LATEST:
        said = _("senza scadenza")
    elif standing.when == "now":
        last = standing.closes == today
        said = _("ultimo giorno") if last else _("entro {day}").format(day=on_day(standing.closes, today))
    elif standing.when == "soon":
        said = _("si apre {day}").format(day=on_day(standing.opens, today))
    else:
        said = _("scadeva {day}").format(day=on_day(standing.closes, today))
    return f"{child_name(standing.child)}: {said}" if standing.child else said


def asked_words(standing: Standing, today: date) -> str:
    """``chiesto il 4 novembre``, or nothing."""
    if standing.state is None:
        return ""
    word = state_words()[standing.state.state]
    return _("{word} {day}").format(word=word, day=on_day(standing.state.on_date, today))


def span_words(right: Right) -> str:
    """``24–28 settimane``, ``nascita – 6 mesi``: the days of a row as one says them."""
    first, last = right.from_day, right.to_day
    if right.anchor == "birth":
        return _("{first} – {last}").format(first=_age(first), last=_age(last))
    if last > 0:
        return _("{first} – {last} dopo").format(first=_weeks(first), last=_age(last))
    return _("{first}–{last} settimane").format(first=_week(first), last=_week(last))


def _week(day: int) -> int:
    return (_TERM + day) // _WEEK


def _weeks(day: int) -> str:
    weeks = _week(day)
    return plural("{n} settimana", "{n} settimane", weeks).format(n=weeks) if weeks else _("concepimento")


def _age(days: int) -> str:
    if days == 0:
        return _("nascita")
    if days < 2 * _MONTH:
        return plural("{n} giorno", "{n} giorni", days).format(n=days)
    months = round(days / 30.44)
    if months < 24:
        return plural("{n} mese", "{n} mesi", months).format(n=months)
    years = months // 12
    return plural("{n} anno", "{n} anni", years).format(n=years)
