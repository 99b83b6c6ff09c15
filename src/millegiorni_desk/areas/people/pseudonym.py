"""What stands for a person without a name: where the coordination sees none, and where nobody asked for it."""

from __future__ import annotations

_DIGITS = 6


def pseudonym(person_id: str) -> str:
    """A short code of her record, the same everywhere: ``P-7F3A2C``. It says nothing of her and is not unique."""
    return f"P-{person_id[-_DIGITS:].upper()}"


def named_sql(alias: str) -> str:
    """SQL of her surname and name, or else her code; *alias* is that of table ``person``."""
    return (
        f"coalesce(nullif(trim({alias}.surname || ' ' || {alias}.name), ''), "
        f"'P-' || upper(substr({alias}.id, -{_DIGITS})))"
    )
