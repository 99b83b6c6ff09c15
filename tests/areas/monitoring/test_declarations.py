"""Every figure that the report needs is declared, once, with its meaning in Italian."""

from millegiorni_desk.areas.monitoring.indicators import INDICATORS
from millegiorni_desk.areas.monitoring.indicators.declaration import Kind, Unit
from millegiorni_desk.network.vocabularies import SHIPPED

REPORT_2025 = """
a1.houses a1.bodies a1.desks a1.accesses a1.people a1.women a1.women_0_3 a1.pregnant a1.direct a1.not_in_care
a1.no_adi a1.by_need a1.by_activity a1.by_referral a1.by_month a1.by_house a1.by_citizenship a1.by_age
a1.first_pathways
a2.pathways a2.pathways_active a2.women a2.foreign a2.age_31_40 a2.unemployed a2.care_load a2.economic_main
a2.max_minors a2.minors a2.doti a2.doti_committed a2.doti_paid a2.doti_mean a2.by_expense a2.by_area
a2.by_specialist a2.goals a2.home_visits
m.interventions m.hours m.by_origin m.by_fragility m.by_kind
""".split()


def test_every_figure_of_the_report_is_declared() -> None:
    assert set(REPORT_2025) <= set(INDICATORS)


def test_every_figure_says_what_it_means() -> None:
    for name, indicator in INDICATORS.items():
        assert indicator.title
        assert indicator.meaning.endswith("."), name
        assert bool(indicator.denominator) == (indicator.kind in (Kind.SHARE, Kind.MEAN)), name
        assert (indicator.unit is Unit.SHARE) == (indicator.kind is Kind.SHARE), name


def test_categories_have_labels() -> None:
    for name, indicator in INDICATORS.items():
        if indicator.kind in (Kind.CATEGORIES, Kind.MEASURED):
            assert indicator.vocabulary in {*SHIPPED, "month", "house", "age", "country", "joined"}, name
        assert bool(indicator.measures) == (indicator.kind is Kind.MEASURED), name
