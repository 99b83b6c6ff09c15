"""How days, recurrence and heads are said."""

from datetime import date

import pytest

from millegiorni_desk.areas.meetings import rules
from millegiorni_desk.areas.meetings.listing import Totals
from millegiorni_desk.areas.meetings.records import Meeting
from millegiorni_desk.areas.meetings.rules import Repeat
from millegiorni_desk.areas.meetings.view import words

TUESDAY, SUNDAY = date(2026, 1, 13), date(2026, 3, 29)


@pytest.mark.parametrize(
    ("repeat", "first", "said"),
    [
        (Repeat("weekly", times=10), TUESDAY, "Ogni martedì, 10 volte"),
        (
            Repeat("fortnightly", date(2026, 6, 30)),
            TUESDAY,
            "Martedì, ogni due settimane, fino al 30/06/2026",
        ),
        (Repeat("month_day", times=3), TUESDAY, "Il giorno 13 di ogni mese, 3 volte"),
        (Repeat("month_weekday", times=3), TUESDAY, "Il secondo martedì del mese, 3 volte"),
        (Repeat("month_weekday", times=3), date(2026, 3, 1), "La prima domenica del mese, 3 volte"),
        (Repeat("month_weekday", times=3), SUNDAY, "L'ultima domenica del mese, 3 volte"),
        (Repeat("month_last", times=3), date(2026, 1, 27), "L'ultimo martedì del mese, 3 volte"),
    ],
)
def test_how_it_recurs(repeat: Repeat, first: date, said: str) -> None:
    assert words.repeats(rules.rule(repeat, first), first) == said


def test_a_rule_that_is_not_ours_is_not_said() -> None:
    assert words.repeats("FREQ=DAILY;COUNT=3", TUESDAY) == words.repeats("", TUESDAY) == ""


def test_weeks_and_hours() -> None:
    assert words.week_words(date(2026, 11, 23)) == "23–29 novembre 2026"
    assert words.week_words(date(2026, 11, 30)) == "30 novembre – 6 dicembre 2026"
    assert words.week_words(date(2025, 12, 29)) == "29 dicembre 2025 – 4 gennaio 2026"
    made = Meeting(house_code="BAR", title="x", on_date=TUESDAY, starts="10:00", ends="11:30")
    assert words.when(made, TUESDAY) == "martedì 13 gennaio, 10:00–11:30"
    assert words.when(Meeting(house_code="BAR", title="x", on_date=SUNDAY), date(2027, 1, 1)) == (
        "domenica 29 marzo 2026"
    )


def test_heads_and_their_share() -> None:
    made = Meeting(house_code="BAR", title="x", on_date=TUESDAY, state="held", adults=1, minors=1)
    assert words.heads_in_full(made) == "2 presenze: 1 persona adulta, 1 minore"
    assert words.summed(Totals(0, 4, 0, 0, 0, 0, 0)) == ""
    assert words.summed(Totals(1, 0, 0, 0, 0, 0, 1)) == "1 tenuto"
    assert words.summed(Totals(126, 0, 0, 954, 846, 0, 0)) == "126 tenuti, 1.800 presenze (47 % minori)"
    # Half up, once: 1 of 8 is 12.5.
    assert words.summed(Totals(2, 0, 0, 7, 1, 0, 0)).endswith("(13 % minori)")
