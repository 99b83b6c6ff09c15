"""Which figures stand on which part of the page, in reading order: every declared one, once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from millegiorni_desk.areas.monitoring.indicators import questions
from millegiorni_desk.areas.monitoring.indicators.declaration import Indicator, Kind
from millegiorni_desk.language import _


@dataclass(frozen=True)
class Part:
    """Figures with one value, a chart of months, and charts by category."""

    key: str
    words: str
    figures: tuple[str, ...]
    charts: tuple[str, ...]
    months: str = ""


PARTS = (
    Part(
        "a1",
        _("Azione 1 · Sportelli"),
        (
            "a1.accesses", "a1.people", "a1.women", "a1.women_0_3",
            "a1.pregnant", "a1.direct", "a1.not_in_care", "a1.no_adi",
            "a1.first_pathways", "a1.people_records", "a1.open_pairs", "a1.houses",
            "a1.bodies", "a1.desks", "a1.reserved",
        ),
        (
            "a1.by_house", "a1.by_channel", "a1.by_need", "a1.by_referral",
            "a1.by_activity", "a1.by_age", "a1.by_citizenship", "a1.joined",
        ),
        "a1.by_month",
    ),
    Part(
        "a2",
        _("Azione 2 · Percorsi e doti"),
        (
            "a2.pathways", "a2.pathways_active", "a2.women", "a2.foreign",
            "a2.born_abroad", "a2.age_31_40", "a2.unemployed", "a2.care_load",
            "a2.economic_main", "a2.minors", "a2.max_minors", "a2.goals_set",
            "a2.doti", "a2.doti_committed", "a2.doti_paid", "a2.doti_mean",
            "a2.home_visits", "a2.reserved",
        ),
        (
            "a2.by_fragility", "a2.by_expense", "a2.by_specialist", "a2.wellbeing",
            "a2.by_area", "a2.goals", "a2.doti_by_state",
        ),
    ),
    Part(
        "m",
        _("Mediazione linguistica e culturale"),
        ("m.interventions", "m.hours"),
        ("m.by_origin", "m.by_fragility", "m.by_kind"),
    ),
    Part(
        "a3",
        _("Azione 3 · Incontri pubblici"),
        (
            "a3.meetings", "a3.free", "a3.participants", "a3.minors",
            "a3.adults", "a3.estimated", "a3.cancelled",
        ),
        ("a3.by_theme", "a3.by_house", "a3.by_partner"),
        "a3.by_month",
    ),
    Part(
        "a4",
        _("Azione 4 · Formazione e rete"),
        (
            "a4.operators", "a4.meetings", "a4.training", "a4.team",
            "a4.hours", "a4.person_hours", "a4.networks", "a4.agreements",
        ),
        ("a4.by_house", "a4.by_agreement"),
    ),
    Part(
        "a5",
        _("Azione 5 · Coordinamento"),
        (
            "a5.budget", "a5.allocated", "a5.committed", "a5.paid",
            "a5.left", "a5.planned", "a5.partners",
        ),
        (
            "a5.by_funder", "a5.left_by_funder", "a5.by_line", "a5.left_by_line",
            "a5.by_house", "a5.left_by_house", "a5.budget_by_funder", "a5.budget_by_line",
        ),
    ),
    Part(
        "a6",
        _("Azione 6 · Comunicazione"),
        (
            "a6.material_types", "a6.copies", "a6.delivered", "a6.channels",
            "a6.posts", "a6.reach", "a6.conferences",
        ),
        ("a6.by_material", "a6.by_channel"),
    ),
)  # fmt: skip


def of_questions(known: Mapping[str, Indicator]) -> Part | None:
    """The part of the network's own questions; none while nothing was asked."""
    own = [one for one in known.values() if one.id.startswith(f"{questions.ACTION}.")]
    charts = tuple(one.id for one in own if one.kind is Kind.CATEGORIES)
    figures = tuple(one.id for one in own if one.kind is not Kind.CATEGORIES)
    return Part(questions.ACTION, _("Domande della rete"), figures, charts) if own else None


TABLES = (
    "access", "person", "child", "person_decision", "pathway", "goal", "intervention", "wellbeing",
    "dote", "ledger_entry", "mediation", "mediation_session", "house", "managing_body", "term", "sealed", "sealed_key",
    "question", "question_answer",
    "meeting", "training", "training_presence", "staff_member", "agreement", "partner", "funder", "fund", "budget_line",
    "material", "material_delivery", "post", "conference",
)  # fmt: skip
"""The tables that a figure is counted from, or takes its words from."""

QUICK_SECONDS = 2.0
"""Counting that took longer than this is not begun unasked."""
