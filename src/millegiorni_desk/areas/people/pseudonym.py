"""What stands for a person without a name: where the coordination sees none, and where nobody asked for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from millegiorni_desk.areas.people.records import Person

_DIGITS = 6


def pseudonym(person_id: str) -> str:
    """A short code of her record, the same everywhere: ``P-7F3A2C``. It says nothing of her and is not unique."""
    return f"P-{person_id[-_DIGITS:].upper()}"


def listed(person: Person) -> str:
    """Surname and name, as lists are ordered, or else her code."""
    return " ".join(part for part in (person.surname, person.name) if part) or pseudonym(person.id)


def named_sql(alias: str) -> str:
    """SQL of her surname and name, or else her code; *alias* is that of table ``person``."""
    return (
        f"coalesce(nullif(trim({alias}.surname || ' ' || {alias}.name), ''), "
        f"'P-' || upper(substr({alias}.id, -{_DIGITS})))"
    )
