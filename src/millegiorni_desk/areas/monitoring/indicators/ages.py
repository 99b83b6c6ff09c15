"""Age bands, and ages in SQL for birth dates known to the day or to the year."""

from __future__ import annotations

from types import MappingProxyType

from millegiorni_desk.language import N_

# code → (youngest, oldest, label); ages in completed years.
AGE_BANDS = MappingProxyType(
    {
        "0_17": (0, 17, N_("Fino a 17 anni")),
        "18_24": (18, 24, N_("18–24 anni")),
        "25_30": (25, 30, N_("25–30 anni")),
        "31_40": (31, 40, N_("31–40 anni")),
        "41_50": (41, 50, N_("41–50 anni")),
        "51_64": (51, 64, N_("51–64 anni")),
        "65_plus": (65, 130, N_("65 anni e più")),
    }
)


def _years(birth: str, on_date: str) -> str:
    """SQL of the completed years from *birth* to *on_date*.

    Whoever was born on 29 February completes a year on 1 March of a common year: only then have all its
    days passed.
    """
    return (
        f"(CAST(substr({on_date}, 1, 4) AS INTEGER) - CAST(substr({birth}, 1, 4) AS INTEGER)"
        f" - (substr({on_date}, 6) < substr({birth}, 6)))"
    )


# The place in a line of letters says the band, so that the years are worked out once and not for each band.
_LETTERS = {code: chr(ord("a") + at) for at, code in enumerate(AGE_BANDS)}
_LINE = "." + "".join(_LETTERS[code] * (high - low + 1) for code, (low, high, _unused) in AGE_BANDS.items())


def _band(birth: str, on_date: str) -> str:
    cases = " ".join(f"WHEN '{letter}' THEN '{code}'" for code, letter in _LETTERS.items())
    # Born later: the point before the line.
    return f"(CASE substr('{_LINE}', max({_years(birth, on_date)}, -1) + 2, 1) {cases} ELSE 'unknown' END)"


def age_band(born_from: str, born_to: str, on_date: str) -> str:
    """SQL of the age band on *on_date* of someone born between *born_from* and *born_to*.

    ``unknown`` where the birth date is missing, or only its year is known and the two ages that it allows
    fall in different bands.
    """
    youngest, oldest = _band(born_to, on_date), _band(born_from, on_date)
    return (
        f"CASE WHEN {born_from} IS NULL THEN 'unknown'"
        # Nearly always the day is known: then one of the two is enough.
        f" WHEN {born_from} = {born_to} THEN {oldest}"
        f" WHEN {youngest} = {oldest} THEN {oldest} ELSE 'unknown' END"
    )


def within(born_from: str, born_to: str, on_date: str, low: int, high: int) -> str:
    """SQL of yes, no or unknown: whether the age on *on_date* lies between *low* and *high* years, both included."""
    youngest, oldest = _years(born_to, on_date), _years(born_from, on_date)
    return (
        f"CASE WHEN {born_from} IS NULL OR {oldest} NOT BETWEEN 0 AND 130 THEN 'unknown'"
        f" WHEN {youngest} >= {low} AND {oldest} <= {high} THEN 'yes'"
        f" WHEN {oldest} < {low} OR {youngest} > {high} THEN 'no' ELSE 'unknown' END"
    )
