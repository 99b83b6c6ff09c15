"""Other programs' calendars brought in: recurrences, zones, spoiled files, the same file again, one transaction."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from millegiorni_desk import cli
from millegiorni_desk.areas.meetings import bulk, calendar_file, calendar_import, service
from millegiorni_desk.areas.meetings.calendar_import import Comparison
from millegiorni_desk.areas.meetings.calendar_reading import MOST_BYTES, MOST_EVENTS, read
from millegiorni_desk.areas.meetings.records import Meeting
from millegiorni_desk.errors import InvalidValue, NotAllowed
from millegiorni_desk.vault.opening import Place
from millegiorni_desk.vault.permissions import Role
from millegiorni_desk.vault.vault import Vault
from tests.new_vaults import new_vault

from .conftest import AGO, LUCIA, SOON, TODAY, _furnish, elsewhere, planned

NOW = date(2026, 6, 1)
OUTLOOK = """BEGIN:VTIMEZONE
TZID:Casa di Torino
BEGIN:STANDARD
DTSTART:16010101T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010101T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3
END:DAYLIGHT
END:VTIMEZONE
"""


def ics(*events: str, zones: str = "") -> bytes:
    """A calendar file of those events, each the lines of one."""
    parts = "".join(f"BEGIN:VEVENT\n{event.strip()}\nEND:VEVENT\n" for event in events)
    return f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\n{zones}{parts}END:VCALENDAR\n".replace(
        "\n", "\r\n"
    ).encode()


def days(content: bytes) -> list[tuple[str, str, str]]:
    return [(f"{one.on_date}", one.starts, one.ends) for one in read(content, NOW).events]


def bring(vault: Vault, content: bytes, house: str = "BAR", today: date = NOW) -> Comparison:
    return calendar_import.bring(vault, house, read(content, today), today)


def counts(found: Comparison) -> dict[str, int]:
    return dict(found.counts)


def all_of(vault: Vault) -> list[Meeting]:
    return service.between(vault, date(1990, 1, 1), date(2100, 1, 1))


# --- reading


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (
            "DTSTART;TZID=Europe/Rome:20260610T100000\nDTEND;TZID=Europe/Rome:20260610T113000",
            ("10:00", "11:30"),
        ),
        ("DTSTART:20260610T080000Z\nDTEND:20260610T093000Z", ("10:00", "11:30")),
        ("DTSTART;TZID=Casa di Torino:20260610T100000\nDURATION:PT1H30M", ("10:00", "11:30")),
        ("DTSTART;TZID=America/New_York:20260610T040000", ("10:00", "")),
        ("DTSTART:20260610T100000", ("10:00", "")),
        ("DTSTART;VALUE=DATE:20260610\nDTEND;VALUE=DATE:20260611", ("", "")),
        ("DTSTART;TZID=W. Europe Standard Time:20260610T100000", ("10:00", "")),
        ("DTSTART:20260610T200000\nDTEND:20260611T020000", ("20:00", "")),
    ],
)
def test_every_way_of_saying_when(lines: str, expected: tuple[str, str]) -> None:
    assert days(ics(f"UID:1\nSUMMARY:x\n{lines}", zones=OUTLOOK)) == [("2026-06-10", *expected)]


def test_a_rule_is_worked_out_without_what_is_taken_out_and_with_what_is_moved() -> None:
    weekly = (
        "UID:w\nSUMMARY:Letture\nDTSTART;TZID=Europe/Rome:20261013T100000\nDTEND;TZID=Europe/Rome:20261013T110000\n"
        "RRULE:FREQ=WEEKLY;BYDAY=TU;UNTIL=20261110T090000Z\nEXDATE;TZID=Europe/Rome:20261020T100000\n"
        "RDATE;TZID=Europe/Rome:20261211T160000"
    )
    moved = (
        "UID:w\nSUMMARY:Letture al parco\nRECURRENCE-ID;TZID=Europe/Rome:20261027T100000\n"
        "DTSTART;TZID=Europe/Rome:20261028T110000"
    )
    gone = (
        "UID:w\nSUMMARY:Letture\nRECURRENCE-ID:20261103T090000Z\nDTSTART:20261103T090000Z\nSTATUS:CANCELLED"
    )
    found = read(ics(weekly, moved, gone), NOW).events
    assert [(f"{one.on_date}", one.starts, one.title, one.cancelled) for one in found] == [
        ("2026-10-13", "10:00", "Letture", False),
        # The clocks go back on the 25th: it is at ten on either side.
        ("2026-10-28", "11:00", "Letture al parco", False),
        ("2026-11-03", "10:00", "Letture", True),
        ("2026-11-10", "10:00", "Letture", False),
        ("2026-12-11", "16:00", "Letture", False),
    ]
    assert {one.series for one in found} == {"w"} and len({one.uid for one in found}) == 5


def test_what_has_no_end_is_worked_out_for_two_years() -> None:
    found = read(ics("UID:1\nSUMMARY:x\nDTSTART;VALUE=DATE:20100105\nRRULE:FREQ=WEEKLY"), NOW).events
    assert found[0].on_date >= NOW - timedelta(days=365)
    assert NOW + timedelta(days=720) < found[-1].on_date <= NOW + timedelta(days=730)


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=SECONDLY",
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=MONTHLY;BYHOUR=1,2,3",
        "FREQ=YEARLY;RSCALE=CHINESE",
        "FREQ=OGNITANTO",
        "FREQ=WEEKLY;INTERVAL=0",
    ],
)
def test_a_rule_that_would_not_end_or_means_nothing_is_told(rule: str) -> None:
    found = read(
        ics(
            f"UID:1\nSUMMARY:Strano\nDTSTART:20260610T100000\nRRULE:{rule}",
            "UID:2\nSUMMARY:Buono\nDTSTART:20260611T100000",
        ),
        NOW,
    )
    assert "Buono" in [one.title for one in found.events]
    told = [title for title, _why in found.problems]
    # A rule that cannot be read at all is no rule: the day itself is there.
    assert told == ["Strano"] or [one.title for one in found.events] == ["Strano", "Buono"]


def test_folded_lines_marks_and_bad_bytes() -> None:
    content = ics(
        "UID:1\nSUMMARY:Massaggio\\, con\n  mani \\; e piedi\nDTSTART:20260610T100000\nDESCRIPTION:una\\nriga\x07",
        "UID:2\nSUMMARY:Caff\xff\nDTSTART:20260611T100000",
        "UID:3\nSUMMARY:Senza giorno",
        "UID:4\nSUMMARY:Impossibile\nDTSTART:20269999T100000",
    ).replace("ÿ".encode(), b"\xe8")
    found = read(content, NOW)
    assert [one.title for one in found.events] == ["Massaggio, con mani ; e piedi", "Caffè"]
    assert found.events[0].texts["DESCRIPTION"] == "una\nriga"
    assert [title for title, _why in found.problems] == ["Senza giorno", "Impossibile"]


@pytest.mark.parametrize(
    "content",
    [b"", b"PK\x03\x04", "città".encode("utf-16"), b"BEGIN:VCALENDAR" * 1_000_000, b"x" * (MOST_BYTES + 1)],
)
def test_what_is_no_calendar_or_too_large_is_refused(content: bytes) -> None:
    with pytest.raises(InvalidValue) as refused:
        read(content, NOW)
    assert refused.value.field == "file"


def test_too_many_events_are_refused() -> None:
    many = [f"UID:{n}\nSUMMARY:x\nDTSTART:20260610T100000" for n in range(MOST_EVENTS + 1)]
    with pytest.raises(InvalidValue, match=r"più di 5000"):
        read(ics(*many), NOW)
    with pytest.raises(InvalidValue, match=r"più di 5000"):
        read(
            ics(*(f"UID:{n}\nSUMMARY:x\nDTSTART;VALUE=DATE:20250101\nRRULE:FREQ=DAILY" for n in range(10))),
            NOW,
        )


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300), st.integers(0, 400))
def test_spoiled_bytes_are_read_or_refused_never_worse(rubbish: bytes, at: int) -> None:
    whole = ics(
        "UID:1\nSUMMARY:x\nDTSTART;TZID=Casa di Torino:20260610T100000\nRRULE:FREQ=DAILY;COUNT=3",
        zones=OUTLOOK,
    )
    for content in (rubbish, whole[:at] + rubbish + whole[at:], whole[:at]):
        try:
            read(content, NOW)
        except InvalidValue as refused:
            assert refused.field == "file"


# --- into the calendar of a house

TWO = (
    "UID:a@elsewhere\nSUMMARY:Yoga in gravidanza\nDTSTART;TZID=Europe/Rome:20260610T100000\nLOCATION:Barrito\\, via "
    "Tepice 23\\, Torino\nCATEGORIES:Sport,Gravidanza e parto\nURL:https://example.org/yoga\nDESCRIPTION:Con tappetino",
    "UID:b@elsewhere\nSUMMARY:Feste\nDTSTART;VALUE=DATE:20260612",
)


def test_new_events_become_planned_meetings_and_come_once(vault: Vault) -> None:
    seen = calendar_import.compare(vault, "BAR", read(ics(*TWO), NOW), NOW)
    assert counts(seen) == {"new": 2} and all_of(vault) == []
    assert counts(bring(vault, ics(*TWO))) == {"new": 2}
    yoga, feast = all_of(vault)
    assert (yoga.house_code, yoga.title, yoga.theme, yoga.starts, yoga.ends) == (
        "BAR", "Yoga in gravidanza", "pregnancy", "10:00", "",
    )  # fmt: skip
    assert (yoga.place, yoga.booking, yoga.description) == ("", "https://example.org/yoga", "Con tappetino")
    assert (yoga.state, yoga.uid, feast.starts) == ("planned", "a@elsewhere", "")
    assert counts(bring(vault, ics(*TWO))) == {"same": 2} and len(all_of(vault)) == 2


def test_two_desks_make_the_same_records(vault: Vault, tmp_path: Path) -> None:
    bring(vault, ics(*TWO))
    with new_vault(tmp_path / "desk-2", Place("BAR", 3), LUCIA, _furnish) as other:
        bring(other, ics(*TWO))
        assert [one.id for one in all_of(other)] == [one.id for one in all_of(vault)]


def test_what_changed_there_changes_here_and_what_was_called_off_is_cancelled(vault: Vault) -> None:
    bring(vault, ics(*TWO))
    later = TWO[0].replace("20260610T1000", "20260611T1600")
    off = TWO[1] + "\nSTATUS:CANCELLED"
    found = bring(vault, ics(later, off))
    assert counts(found) == {"changed": 1, "cancelled": 1}
    yoga, feast = all_of(vault)
    assert (yoga.on_date, yoga.starts, yoga.moved_from) == (date(2026, 6, 11), "16:00", date(2026, 6, 10))
    assert feast.state == "cancelled" and feast.reason
    assert counts(bring(vault, ics(later, off))) == {"same": 2}
    assert counts(bring(vault, ics(later, TWO[1]))) == {"same": 1, "changed": 1}
    assert all_of(vault)[1].state == "planned"


def test_a_day_of_a_series_that_is_gone_is_cancelled(vault: Vault) -> None:
    weekly = "UID:w\nSUMMARY:Letture\nDTSTART:20260602T100000\nRRULE:FREQ=WEEKLY;COUNT=4"
    assert counts(bring(vault, ics(weekly))) == {"new": 4}
    assert len({one.series for one in all_of(vault)}) == 1
    found = bring(vault, ics(weekly + "\nEXDATE:20260616T100000"))
    assert counts(found) == {"same": 3, "cancelled": 1}
    assert [one.state for one in all_of(vault)] == ["planned", "planned", "cancelled", "planned"]
    found = bring(vault, ics(weekly.replace("T100000", "T110000")))
    assert counts(found) == {"changed": 4} and {one.starts for one in all_of(vault)} == {"11:00"}


def test_what_was_held_taken_off_or_is_another_house_s_is_left(vault: Vault) -> None:
    bring(vault, ics(*TWO, today := f"UID:c\nSUMMARY:Ieri\nDTSTART;VALUE=DATE:{AGO:%Y%m%d}"))
    there = {one.uid: one for one in all_of(vault)}
    service.hold(vault, there["c"].id, 4, 2)
    service.void(vault, there["b@elsewhere"].id)
    other = elsewhere(vault, SOON, uid="d")
    found = bring(
        vault,
        ics(
            TWO[1] + "\nLOCATION:altrove",
            today.replace("Ieri", "Altro"),
            "UID:d\nSUMMARY:x\nDTSTART:20260610T100000",
            "UID:e\nSUMMARY:y\nSTATUS:CANCELLED\nDTSTART:20260610T100000",
        ),
    )
    assert {line.title: line.why for line in found.lines} == {
        "Feste": "qui è stato tolto", "Altro": "si è già tenuto", "x": "è di un'altra casa",
        "y": "è annullato, e qui non c'era",
    }  # fmt: skip
    assert service.meeting(vault, there["c"].id).title == "Ieri"
    assert service.meeting(vault, other.id).title == "Letture per i piccoli"


def test_what_was_changed_here_after_the_file_was_made_stays(vault: Vault) -> None:
    old = TWO[0] + "\nLAST-MODIFIED:20260501T100000Z"
    bring(vault, ics(old))
    # Nobody touched it here since: a change from there comes in, whenever it was made.
    assert counts(bring(vault, ics(old.replace("gravidanza", "attesa")))) == {"changed": 1}
    [yoga] = all_of(vault)
    service.edit(vault, yoga.id, place="Cortile", title="Yoga")
    found = bring(vault, ics(old))
    assert counts(found) == {"left": 1} and found.lines[0].why == "qui è stato cambiato dopo"
    assert all_of(vault)[0].title == "Yoga"
    newer = old.replace("20260501", "20990501")
    assert counts(bring(vault, ics(newer))) == {"changed": 1}


def test_it_is_all_or_nothing(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    bring(vault, ics(TWO[0]))

    def fails(*_args: object) -> None:
        raise InvalidValue("no", "x")

    monkeypatch.setattr(bulk, "change_many", fails)
    with pytest.raises(InvalidValue):
        bring(vault, ics(TWO[0].replace("Yoga", "Altro"), TWO[1]))
    assert [one.title for one in all_of(vault)] == ["Yoga in gravidanza"]


def test_only_into_one_s_own_house_and_with_leave(vault: Vault, coordination: Vault) -> None:
    with pytest.raises(NotAllowed):
        bring(vault, ics(*TWO), "AUR")
    assert counts(bring(coordination, ics(*TWO), "AUR")) == {"new": 2}
    vault.roles = [Role.ADMINISTRATOR]
    with pytest.raises(NotAllowed):
        bring(vault, ics(*TWO))


def test_presences_follow_a_day_that_was_wrong(vault: Vault, fatima: object) -> None:
    bring(vault, ics(f"UID:c\nSUMMARY:Oggi\nDTSTART;VALUE=DATE:{TODAY:%Y%m%d}"), today=TODAY)
    [one] = all_of(vault)
    service.sign(vault, one.id, fatima.id, TODAY)  # type: ignore[attr-defined]
    bring(vault, ics(f"UID:c\nSUMMARY:Oggi\nDTSTART;VALUE=DATE:{SOON:%Y%m%d}"), today=TODAY)
    assert vault.scalar("SELECT on_date FROM meeting_attendance") == SOON.isoformat()


# --- out and in again

_TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp")), max_size=60).map(
    lambda text: " ".join(text.split())
)
_TIMES = st.one_of(
    st.just(("", "")),
    st.tuples(st.integers(0, 22), st.integers(0, 59)).map(
        lambda at: (f"{at[0]:02}:{at[1]:02}", f"{at[0] + 1:02}:{at[1]:02}")
    ),
    st.integers(0, 23).map(lambda hour: (f"{hour:02}:30", "")),
)


@pytest.fixture(scope="module")
def desks(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], tuple[Vault, Vault]]:
    made: list[Vault] = []
    for name in ("one", "two"):
        made.append(new_vault(tmp_path_factory.mktemp("desks") / name, Place("BAR", 2), LUCIA, _furnish))
    return lambda: (made[0], made[1])


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    _TEXT.filter(bool), _TIMES, _TEXT, _TEXT, _TEXT, st.booleans(),
    st.sampled_from(["", "newborn", "other"]),
    st.one_of(st.just(("", "", "")), st.tuples(st.just("bn"), _TEXT.filter(bool), _TEXT)),
    st.dates(date(2000, 1, 1), date(2090, 1, 1)),
)  # fmt: skip
def test_what_goes_out_comes_in_the_same(
    desks: Callable[[], tuple[Vault, Vault]], title: str, times: tuple[str, str], place: str, description: str,
    booking: str, free: bool, theme: str, second: tuple[str, str, str], day: date,
) -> None:  # fmt: skip
    one, two = desks()
    made = service.add(
        one,
        Meeting(
            house_code="BAR", title=title, on_date=day, starts=times[0], ends=times[1], place=place, theme=theme,
            description=description, booking=booking, free=free, second_language=second[0], second_title=second[1],
            second_description=second[2],
        ),
    )  # fmt: skip
    content = calendar_file.export_one(one, made.id)
    bring(two, content)
    there = next(each for each in all_of(two) if each.uid == f"{made.id}@millegiorni-desk")
    shared = made.model_dump(exclude={"id", "uid"})
    assert there.model_dump(exclude={"id", "uid"}) == shared
    assert counts(bring(one, content)) == {"same": 1} == counts(bring(two, content))


def test_a_year_goes_out_and_in(vault: Vault, coordination: Vault) -> None:
    for number in range(120):
        service.add(vault, planned(TODAY + timedelta(days=number * 3), title=f"Incontro {number}"))
    content = calendar_file.export(vault, TODAY, TODAY + timedelta(days=400))
    found = bring(coordination, content, today=TODAY)
    assert counts(found) == {"new": 120}
    assert counts(bring(coordination, content, today=TODAY)) == {"same": 120}


def test_at_the_command_line(
    vault: Vault, tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    service.add(vault, planned(date(2026, 6, 10)))
    vault.close()
    (tmp_path / "frase").write_text(LUCIA.passphrase, encoding="utf-8")
    monkeypatch.setenv("MILLEGIORNI_PASSPHRASE_FILE", str(tmp_path / "frase"))
    monkeypatch.setenv("MILLEGIORNI_USER", "lucia")
    out, there = tmp_path / "incontri.ics", ["meetings", str(tmp_path / "desk")]
    assert cli.run([*there, "export", str(out), "--month", "2026-06"]) == 0
    assert "1 incontro." in capfd.readouterr().out
    spoilt = ics(TWO[0].replace("Yoga", "Canto"), "UID:z\nSUMMARY:Storto\nDTSTART:boh")
    (tmp_path / "altro.ics").write_bytes(spoilt)
    for tail in (["--dry-run"], []):
        assert cli.run([*there, "import", str(tmp_path / "altro.ics"), *tail]) == 0
        told = capfd.readouterr().out
        assert "1 nuovo, 0 cambiano, 0 si annullano, 0 uguali, 0 restano come sono, 1 non si legge." in told
        assert "«Storto» la data o l'ora non si può leggere." in told
    (tmp_path / "altro.ics").write_bytes(ics(TWO[0].replace("20260610", "20260611")))
    assert cli.run([*there, "import", str(tmp_path / "altro.ics"), "--house", "Barrito"]) == 0
    assert "11/06/2026 Yoga in gravidanza: cambia (titolo, giorno)" in capfd.readouterr().out
    assert cli.run([*there, "import", str(tmp_path / "non c'è.ics")]) == 1
    assert cli.run([*there, "import", str(tmp_path / "altro.ics"), "--house", "Aurora"]) == 1
