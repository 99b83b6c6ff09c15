"""Every figure that the report needs is declared, once, with its meaning in Italian."""

from millegiorni_desk.areas.monitoring.indicators import INDICATORS
from millegiorni_desk.areas.monitoring.indicators.declaration import SUMMED, Kind, Unit
from millegiorni_desk.network.vocabularies import SHIPPED

REPORT_2025 = """
a1.houses a1.bodies a1.desks a1.accesses a1.people a1.women a1.women_0_3 a1.pregnant a1.direct a1.not_in_care
a1.no_adi a1.by_need a1.by_activity a1.by_referral a1.by_month a1.by_house a1.by_citizenship a1.by_age
a1.first_pathways
a2.pathways a2.pathways_active a2.women a2.foreign a2.age_31_40 a2.unemployed a2.care_load a2.economic_main
a2.max_minors a2.minors a2.doti a2.doti_committed a2.doti_paid a2.doti_mean a2.by_expense a2.by_area
a2.by_specialist a2.goals a2.home_visits
m.interventions m.hours m.by_origin m.by_fragility m.by_kind
a3.meetings a3.free a3.participants a3.adults a3.minors a3.estimated a3.cancelled
a3.by_theme a3.by_house a3.by_month a3.by_partner
a4.operators a4.training a4.team a4.meetings a4.hours a4.networks a4.agreements a4.by_house
a5.budget a5.committed a5.paid a5.left a5.by_funder a5.by_line a5.by_house a5.partners
a6.material_types a6.copies a6.channels a6.conferences a6.posts a6.reach a6.by_material a6.by_channel
""".split()


OTHERS = ("month", "house", "age", "country", "joined", "partner", "funder", "line")


def test_every_figure_of_the_report_is_declared() -> None:
    assert set(REPORT_2025) <= set(INDICATORS)


def test_every_figure_says_what_it_means() -> None:
    for name, indicator in INDICATORS.items():
        assert indicator.title
        assert indicator.meaning.endswith("."), name
        assert bool(indicator.denominator) == (indicator.kind in (Kind.SHARE, Kind.PART, Kind.MEAN)), name
        assert (indicator.unit is Unit.SHARE) == (indicator.kind in (Kind.SHARE, Kind.PART)), name


def test_categories_have_labels() -> None:
    for name, indicator in INDICATORS.items():
        if indicator.kind in (Kind.CATEGORIES, Kind.MEASURED):
            assert indicator.vocabulary in {*SHIPPED, *OTHERS}, name
        assert bool(indicator.measures) == (indicator.kind is Kind.MEASURED), name
        assert set(indicator.measures[1:]) <= SUMMED.keys(), name
