"""The calendar as a file for others: read back by another library, nothing internal in it, the same bytes each time."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import vobject

from millegiorni_desk.areas.meetings import calendar_file, service
from millegiorni_desk.areas.meetings.records import Meeting
from millegiorni_desk.network import partners
from millegiorni_desk.network.records import Partner
from millegiorni_desk.vault.vault import Vault

from .conftest import AGO, SOON, TODAY, elsewhere, planned

FIRST, LAST = TODAY - timedelta(days=60), TODAY + timedelta(days=400)
INTERNAL = "portare la chiave dell'armadio"


def read_back(content: bytes) -> list[vobject.base.Component]:
    """Its events, as another library reads them."""
    calendar = vobject.readOne(content.decode("utf-8"))
    return list(getattr(calendar, "vevent_list", []))


def full(vault: Vault) -> Meeting:
    consultorio = partners.add(vault, Partner(name="Consultorio; di via Zumaglia, 39"))
    return service.add(
        vault,
        planned(
            SOON,
            title="Massaggio: mani, piedi; e \\ pancia – con la ü",
            place="Sala grande, primo piano",
            description="Per bebè da 0 a 9 mesi.\nPortare un telo " + "molto " * 40 + "morbido.",
            for_whom="mamme e papà",
            booking="011 1234567",
            experts="Lucia Rossi, ostetrica",
            partners=[consultorio.id],
            second_language="ar",
            second_title="تدليك الرضع",
            second_description="مجاني",
            expected=14,
            notes=INTERNAL,
        ),
    )


def test_another_library_reads_what_was_planned(vault: Vault) -> None:
    made = full(vault)
    [event] = read_back(calendar_file.export(vault, FIRST, LAST))
    assert event.uid.value == f"{made.id}@millegiorni-desk"
    assert event.summary.value == made.title
    rome = ZoneInfo("Europe/Rome")
    start, end = event.dtstart.value, event.dtend.value
    assert start.astimezone(UTC) == datetime(SOON.year, SOON.month, SOON.day, 10, tzinfo=rome).astimezone(UTC)
    assert end - start == timedelta(hours=1, minutes=30)
    assert event.location.value == "Sala grande, primo piano, Barrito, via Tepice 23, Torino"
    assert event.status.value == "CONFIRMED"
    assert event.categories.value == ["Neonati e primi mesi"]
    told = event.description.value
    assert told.startswith(made.description + "\n\nتدليك الرضع\nمجاني\n\n")
    assert told.endswith(
        "Per chi: mamme e papà\nPrenotazione: 011 1234567\nCon: Lucia Rossi, ostetrica\n"
        "In collaborazione con: Consultorio; di via Zumaglia, 39\nGratuito"
    )


def test_the_hours_are_those_of_rome_in_summer_and_in_winter(vault: Vault) -> None:
    for day in (date(2026, 3, 28), date(2026, 3, 30), date(2026, 10, 24), date(2026, 10, 26)):
        service.add(vault, planned(day))
    content = calendar_file.export(vault, date(2026, 1, 1), date(2026, 12, 31))
    hours = [event.dtstart.value.astimezone(UTC).hour for event in read_back(content)]
    assert hours == [9, 8, 8, 9]
    assert content.count(b"BEGIN:VTIMEZONE") == 1 and b"DTSTART;TZID=Europe/Rome:20260328T100000" in content


def test_without_an_hour_it_is_the_whole_day_and_needs_no_zone(vault: Vault) -> None:
    service.add(vault, planned(SOON, starts="", ends=""))
    content = calendar_file.export(vault, FIRST, LAST)
    [event] = read_back(content)
    assert (event.dtstart.value, event.dtend.value) == (SOON, SOON + timedelta(days=1))
    assert b"VTIMEZONE" not in content


def test_nothing_internal_leaves(vault: Vault) -> None:
    made = full(vault)
    service.edit(vault, made.id, on_date=AGO)
    service.hold(vault, made.id, 4321, 1234, estimated=True)
    content = calendar_file.export(vault, FIRST, LAST)
    # Which it is and when it changed are numbers that may hold any other.
    told = [
        line
        for line in content.decode().replace("\r\n ", "").splitlines()
        if not line.startswith(("UID", "SEQUENCE", "DTSTAMP", "LAST-MODIFIED"))
    ]
    for word in (INTERNAL, "4321", "1234,", "HELD", "expected", "ATTENDEE", "ORGANIZER"):
        assert not [line for line in told if word in line]
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))


def test_a_change_raises_its_number_and_a_cancelled_one_says_so(vault: Vault, massage: Meeting) -> None:
    def now() -> tuple[int, datetime, str, str]:
        [event] = read_back(calendar_file.export_one(vault, massage.id))
        modified = getattr(event, "last_modified", None)
        assert modified is not None
        return int(event.sequence.value), modified.value, event.status.value, event.uid.value

    with vault.save("test") as session:
        # As if it had been written a while ago.
        session.connection().exec_driver_sql(
            "UPDATE sync_log SET clk = clk - (3600000 << 22) WHERE tbl = 'meeting'"
        )
    first = now()
    service.cancel(vault, massage.id, "sciopero")
    second = now()
    assert second[0] > first[0] and second[1] > first[1]
    assert (first[2], second[2]) == ("CONFIRMED", "CANCELLED") and first[3] == second[3]


def test_a_month_a_house_or_all_of_them(vault: Vault, massage: Meeting) -> None:
    other = elsewhere(vault, SOON + timedelta(days=1))
    gone = service.add(vault, planned(SOON))
    service.void(vault, gone.id)

    def titles(content: bytes) -> list[str]:
        return [event.summary.value for event in read_back(content)]

    assert titles(calendar_file.export(vault, FIRST, LAST)) == [massage.title, other.title]
    assert titles(calendar_file.export(vault, FIRST, LAST, "AUR")) == [other.title]
    assert titles(calendar_file.export(vault, FIRST, TODAY)) == []
    assert vobject.readOne(
        calendar_file.export(vault, FIRST, TODAY, "BAR").decode()
    ).x_wr_calname.value.endswith("Barrito")


def test_the_same_meetings_give_the_same_bytes_and_leaving_is_noted(vault: Vault) -> None:
    full(vault)
    assert calendar_file.export(vault, FIRST, LAST) == calendar_file.export(vault, FIRST, LAST)
    assert vault.scalar("SELECT action FROM audit ORDER BY n DESC LIMIT 1") == "meeting.calendar"
