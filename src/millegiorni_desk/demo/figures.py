"""The counts that the demo's year must have, to the unit: those that the project's 2025 report prints.

Where the report gives a percentage, the count is one that rounds to it. Two of its figures cannot be met
as printed: 17 % is of the women (400 of 2,392), and 80 % of 78 pathways is no possible rounding, so the
care load is 62 of 78, which prints 79 %.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

MOST_MINORS = 7
"""The largest household of a pathway, at any scale."""

# The same at any scale too.
OPERATORS = 18
NETWORKS = 3
MATERIAL_TYPES = 4
CHANNELS = 3
CONFERENCES = 1


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts at scale 1; euros in cents. Make one with :meth:`of`."""

    people: int = 3_518
    women: int = 2_392
    neither_woman_nor_man: int = 6
    small_child: int = 400
    born_in_the_year: int = 60
    still_pregnant: int = 150
    met_twice_by_code: int = 138
    met_twice_by_hand: int = 12
    not_in_care: int = 2_550
    in_care_unknown: int = 118
    no_adi: int = 2_997
    adi_unknown: int = 151
    accesses: int = 8_367
    anonymous: int = 96
    direct: int = 6_945
    pathways: int = 78
    pathway_women: int = 76
    pathway_foreign: int = 59
    pathway_under_25: int = 7
    pathway_25_30: int = 20
    pathway_31_40: int = 39
    pathway_over_40: int = 12
    unemployed: int = 53
    care_load: int = 62
    economic_main: int = 35
    mediations: int = 13
    mediation_minutes: int = 7_800
    mediations_nigeria: int = 4
    mediations_peru: int = 3
    mediations_morocco: int = 3
    mediations_violence: int = 1
    mediations_health: int = 1
    doti: int = 307
    committed_cents: int = 4_655_688
    doti_unpaid: int = 14
    doti_partly_paid: int = 11
    doti_returned: int = 3
    doti_cancelled_besides: int = 8
    meetings: int = 126
    heads: int = 1_812
    minors: int = 852
    meetings_estimated: int = 18
    meetings_moved: int = 5
    meetings_cancelled: int = 6
    trainings: int = 13
    teams: int = 18
    copies: int = 12_700

    @classmethod
    def of(cls, scale: int) -> Figures:
        """The figures of a year *scale* times as large, a whole number from 1."""
        if scale < 1:
            raise ValueError("the scale is a whole number from 1")
        return cls(**{field.name: getattr(cls(), field.name) * scale for field in fields(cls)})
