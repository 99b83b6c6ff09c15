"""What of the figures speaks of women, how few may be published of each, and what never is."""

from __future__ import annotations

from millegiorni_desk.areas.monitoring.indicators.declaration import Indicator
from millegiorni_desk.areas.monitoring.reserved import RESERVED, VOCABULARIES

FEWEST = 3
FEWEST_OF_VIOLENCE_AND_HEALTH = 5

# Whatever else an indicator counts may lead to a woman: a table that is forgotten here is treated as one that does.
_OF_THE_NETWORK = frozenset(
    {
        "house", "managing_body", "person_decision", "meeting", "training", "training_presence", "staff_member",
        "agreement", "partner", "material", "material_delivery", "post", "conference", "fund", "budget_line",
        "envelope",
    }
)  # fmt: skip
_OF_THE_RECORDS = frozenset({"a1.people_records", "a1.joined"})

_DELICATE_CODES = frozenset(
    {
        ("need", "violence"), ("need", "health"), ("need", "pregnancy"), ("need", "birth"),
        ("fragility", "violence"), ("fragility", "health"), ("fragility", "disability"),
        ("area", "health"), ("dimension", "good_health"),
        ("referral", "asl"), ("referral", "consultorio"), ("referral", "paediatrician"),
        ("expense", "newborn_care"),
        ("profession", "midwife"), ("profession", "baby_nurse"), ("profession", "gynaecologist"),
        ("profession", "paediatrician"), ("profession", "psychologist"),
    }
    | {(vocabulary, RESERVED) for vocabulary in VOCABULARIES}
)  # fmt: skip
_DELICATE_FIGURES = frozenset({"a1.pregnant"})
# A network's own questions may ask anything.
_OWN_QUESTION = "q."

# How many are reserved is nearly how many speak of violence.
_NEVER = frozenset({"a1.reserved", "a2.reserved"})


def is_of_women(one: Indicator) -> bool:
    """Whether a small number of it may tell of a woman."""
    return one.source.table not in _OF_THE_NETWORK and one.id not in _OF_THE_RECORDS


def is_published(one: Indicator) -> bool:
    """Whether anything of it is ever published."""
    return one.id not in _NEVER


def fewest(one: Indicator, code: str = "") -> int:
    """Below how many a number of the indicator, or of one of its categories, is hidden."""
    delicate = (
        (one.vocabulary, code) in _DELICATE_CODES
        or one.id in _DELICATE_FIGURES
        or one.id.startswith(_OWN_QUESTION)
    )
    return FEWEST_OF_VIOLENCE_AND_HEALTH if delicate else FEWEST
