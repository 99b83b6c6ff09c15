"""Opening hours: no two at once, periods and closures heeded, open now or again when; the week on paper."""

from datetime import date, datetime, timedelta

import pypdfium2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from millegiorni_desk.areas.coordination import hours_paper, opening_hours
from millegiorni_desk.areas.coordination.records import Closure, OpeningHours
from millegiorni_desk.errors import InvalidValue, NotAllowed
from millegiorni_desk.vault.permissions import Role
from millegiorni_desk.vault.vault import Vault

MONDAY = date(2025, 11, 24)


def open_(vault: Vault, opens: str, closes: str, *weekdays: int, **facts: object) -> list[OpeningHours]:
    new = OpeningHours(**{"house_code": "BAR", "weekday": 0, "opens": opens, "closes": closes, **facts})
    return opening_hours.add_hours(vault, weekdays or (1,), new)


def at(hour: str, days: int = 0) -> datetime:
    return datetime.fromisoformat(f"{MONDAY + timedelta(days=days)}T{hour}")


def test_hours_are_written_as_people_type_them(vault: Vault) -> None:
    made = open_(vault, "9", "13.30", 3, 1)
    assert [(one.weekday, one.opens, one.closes) for one in made] == [
        (1, "09:00", "13:30"),
        (3, "09:00", "13:30"),
    ]


@pytest.mark.parametrize(
    ("opens", "closes", "facts", "field"),
    [
        ("9:60", "12", {}, "opens"),
        ("9", "24", {}, "closes"),
        ("12", "9", {}, "closes"),
        ("12:59", "15", {}, "opens"),
        ("9", "13", {"to_day": date(2025, 1, 1)}, "opens"),
        ("15", "16", {"from_day": date(2025, 2, 1), "to_day": date(2025, 1, 1)}, "to_day"),
    ],
)
def test_what_is_wrong_or_runs_into_another_is_said(
    vault: Vault, opens: str, closes: str, facts: dict[str, object], field: str
) -> None:
    open_(vault, "9", "13")
    with pytest.raises(InvalidValue) as told:
        open_(vault, opens, closes, 1, 2, **facts)
    assert told.value.field == field and len(opening_hours.hours(vault)) == 1, (
        "none of them where one cannot be"
    )


def test_the_refusal_says_which_hours_are_in_the_way(vault: Vault) -> None:
    open_(vault, "9", "13", from_day=date(2025, 9, 1), to_day=date(2026, 6, 30))
    with pytest.raises(InvalidValue, match=r"lunedì dalle 09:00 alle 13:00 \(dal 01/09/2025 al 30/06/2026\)"):
        open_(vault, "10", "11")


def test_beside_one_another_in_another_period_or_at_another_house_they_stand(vault: Vault) -> None:
    (winter,) = open_(vault, "9", "13", to_day=date(2025, 6, 30))
    open_(vault, "13", "15", to_day=date(2025, 6, 30))
    open_(vault, "9", "13", from_day=date(2025, 7, 1))
    open_(vault, "9", "13", house_code="SAL")
    with pytest.raises(InvalidValue):
        opening_hours.edit_hours(vault, winter.id, to_day=None)
    opening_hours.void_hours(vault, winter.id)
    assert [one.opens for one in opening_hours.hours(vault, "BAR")] == ["09:00", "13:00"]


def test_open_now_until_when_and_again_when(vault: Vault) -> None:
    open_(vault, "9", "13", 1, 3)
    open_(vault, "13", "15", 1)
    open_(vault, "16", "18", 1)
    say = lambda hour, days=0: opening_hours.standing(vault, "BAR", at(hour, days))  # noqa: E731
    assert say("08:59").again == at("09:00") and not say("08:59").open
    assert (say("09:00").open, say("09:00").until) == (True, "15:00"), "without a break it is one opening"
    assert say("15:00").again == at("16:00")
    assert say("18:00").again == at("09:00", 2)
    assert say("12:00", 3).again == at("09:00", 7)
    assert opening_hours.standing(vault, "SAL", at("09:00")) == opening_hours.Standing(False)


def test_a_closure_is_heeded_and_says_why(vault: Vault) -> None:
    open_(vault, "9", "13", 1)
    opening_hours.add_closure(
        vault, Closure(from_day=MONDAY, to_day=MONDAY + timedelta(days=7), reason="Ponte")
    )
    own = Closure(house_code="BAR", from_day=MONDAY, to_day=MONDAY, reason="Lavori")
    opening_hours.add_closure(vault, own)
    now = opening_hours.standing(vault, "BAR", at("10:00"))
    assert not now.open and now.again == at("09:00", 14) and now.closure is not None
    assert now.closure.reason == "Lavori"
    opening_hours.edit_closure(vault, own.id, voided=True)
    found = opening_hours.closed_on(vault, "BAR", MONDAY)
    assert found is not None and found.reason == "Ponte"
    assert opening_hours.closures(vault, since=MONDAY + timedelta(days=8)) == []


def test_closures_do_not_run_into_one_another(vault: Vault) -> None:
    opening_hours.add_closure(vault, Closure(house_code="BAR", from_day=MONDAY, to_day=MONDAY))
    with pytest.raises(InvalidValue, match="24/11/2025"):
        opening_hours.add_closure(
            vault, Closure(house_code="BAR", from_day=MONDAY, to_day=MONDAY + timedelta(1))
        )
    with pytest.raises(InvalidValue) as told:
        opening_hours.add_closure(vault, Closure(from_day=MONDAY, to_day=MONDAY - timedelta(1)))
    assert told.value.field == "to_day"


def test_a_desk_reads_and_the_coordination_writes(vault: Vault) -> None:
    open_(vault, "9", "13")
    vault.house, vault.roles = "BAR", [Role.OPERATOR]
    assert opening_hours.week(vault, "BAR", MONDAY)[1][0].closes == "13:00"
    with pytest.raises(NotAllowed):
        open_(vault, "15", "16")
    with pytest.raises(NotAllowed):
        opening_hours.add_closure(vault, Closure(from_day=MONDAY, to_day=MONDAY))


_MINUTES = st.integers(0, 24 * 60 - 1)
_OPENING = st.tuples(st.integers(1, 7), _MINUTES, _MINUTES).filter(lambda one: one[1] < one[2])


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(_OPENING, max_size=6), st.integers(0, 7 * 24 * 60 - 1))
def test_open_is_what_some_hours_say_and_again_is_when_the_next_begin(
    vault: Vault, openings: list[tuple[int, int, int]], minute: int
) -> None:
    for one in opening_hours.hours(vault):
        opening_hours.void_hours(vault, one.id)
    kept = []
    for weekday, opens, closes in openings:
        try:
            open_(vault, _clock(opens), _clock(closes), weekday)
        except InvalidValue:
            assert any(day == weekday and a < closes and opens < b for day, a, b in kept)
            continue
        kept.append((weekday, opens, closes))
    now = at("00:00") + timedelta(minutes=minute)
    weekday, clock = divmod(minute, 24 * 60)
    said = opening_hours.standing(vault, "BAR", now)
    assert said.open == any(day == weekday + 1 and a <= clock < b for day, a, b in kept)
    if not said.open:
        starts = [
            at("00:00", (day - 1) + 7 * week) + timedelta(minutes=opens)
            for day, opens, _closes in kept
            for week in (0, 1)
        ]
        assert said.again == min((moment for moment in starts if moment > now), default=None)


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def test_the_week_on_paper_has_every_desk_that_has_hours(vault: Vault) -> None:
    open_(vault, "9", "13", 1, 3)
    open_(vault, "14", "16", 5, house_code="SAL", what="su appuntamento")
    opening_hours.add_closure(
        vault, Closure(from_day=MONDAY, to_day=MONDAY + timedelta(days=3), reason="Ferie")
    )
    with pypdfium2.PdfDocument(hours_paper.week_pdf(vault, MONDAY + timedelta(days=2))) as read:
        assert len(read) == 1
        assert read[0].get_width() > read[0].get_height()
        words = " ".join(read[0].get_textpage().get_text_range().split())
    for said in ("Settimana dal 24/11/2025", "Barrito", "09:00–13:00", "su appuntamento", "Venerdì", "Ferie"):
        assert said in words
    assert "Domenica" not in words


def test_without_any_hours_the_sheet_says_so(vault: Vault) -> None:
    with pypdfium2.PdfDocument(hours_paper.week_pdf(vault, MONDAY)) as read:
        assert "Ancora nessun orario." in read[0].get_textpage().get_text_range()
