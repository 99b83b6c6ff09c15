"""How a person, her children and her thousand days are said in Italian on a screen."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from millegiorni_desk.areas.people import contact
from millegiorni_desk.areas.people.countries import country_name
from millegiorni_desk.areas.people.pseudonym import listed, pseudonym
from millegiorni_desk.areas.people.records import Child, Person
from millegiorni_desk.areas.people.thousand_days import Clock, months_of, years_of
from millegiorni_desk.language import _
from millegiorni_desk.ui.dates import on_day

CHILD_GENDERS = (("F", _("Femmina")), ("M", _("Maschio")), ("X", _("Altro")))
_CHILD = {"F": _("figlia"), "M": _("figlio")}


def full_name(person: Person) -> str:
    """Name and surname, as she is called."""
    return " ".join(part for part in (person.name, person.surname) if part) or pseudonym(person.id)


def listed_name(person: Person) -> str:
    """Surname and name, as lists are ordered."""
    return listed(person)


def age_words(birth: date | None, precision: str, today: date) -> str:
    """``31 anni``, ``circa 34 anni``, ``5 mesi``, ``12 giorni``; nothing without a birth date."""
    if birth is None or birth > today:
        return ""
    about = _("circa ") if precision == "year" else ""
    months = months_of(birth, today)
    if months >= 24 or precision == "year":
        return f"{about}{_counted(years_of(birth, today), _('anno'), _('anni'))}"
    if months:
        return _counted(months, _("mese"), _("mesi"))
    return _counted((today - birth).days, _("giorno"), _("giorni"))


def titled(person: Person, today: date) -> str:
    """``Fatima El Idrissi, 31 anni``."""
    age = age_words(person.birth_date, person.birth_precision, today)
    return f"{full_name(person)}, {age}" if age else full_name(person)


def birth_words(birth: date | None, precision: str) -> str:
    """``12/03/1994``, or ``1991 circa`` when only the year is known."""
    if birth is None:
        return ""
    return _("{year} circa").format(year=birth.year) if precision == "year" else f"{birth:%d/%m/%Y}"


def line(person: Person) -> str:
    """What tells her from another of the same name: birth and citizenship."""
    birth = birth_words(person.birth_date, person.birth_precision)
    country = country_name(person.citizenship) if person.citizenship else ""
    return " · ".join(part for part in (birth, country) if part)


def children_words(children: Sequence[Child], today: date) -> str:
    """``figlia di 5 mesi``, ``2 figli: 5 mesi, 4 anni``; nothing without children."""
    ages = [age_words(child.birth_date, child.birth_precision, today) for child in children]
    known = [age for age in reversed(ages) if age]
    if not children:
        return ""
    if len(children) == 1:
        word = _CHILD.get(children[0].gender, _("un figlio o una figlia"))
        return _("{child} di {age}").format(child=word, age=known[0]) if known else word
    return _("{count} figli").format(count=len(children)) + (f": {', '.join(known)}" if known else "")


def child_word(gender: str) -> str:
    """``figlia``, ``figlio``, or both words."""
    return _CHILD.get(gender, _("figlio o figlia"))


def child_name(child: Child) -> str:
    """What a child is called on the card."""
    return child.name or {"F": _("Bambina"), "M": _("Bambino")}.get(child.gender, _("Bambino o bambina"))


def clock_words(clock: Clock, today: date) -> str:
    """``28ª settimana``, ``termine passato``, ``figlia di 5 mesi``."""
    if clock.child is None:
        return (
            _("termine passato")
            if clock.due and clock.due < today
            else _("{week}ª settimana").format(week=clock.week)
        )
    return children_words([clock.child], today)


def clock_detail(clock: Clock, today: date) -> str:
    """The day behind :func:`clock_words`: when the birth is expected, or what is left of the thousand days."""
    if clock.due is not None:
        past = clock.due < today
        words = _("parto era previsto {day}") if past else _("parto previsto {day}")
        return words.format(day=on_day(clock.due, today))
    return _("giorno {day} di 1000").format(day=clock.day)


def call_words(person: Person) -> str:
    """How she may be called: the rule first, then the number where it may be shown."""
    return contact.line(person)


def cut(text: str, most: int = 22) -> str:
    """*text* short enough for a button."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def _counted(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"
