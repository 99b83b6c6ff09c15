"""Clocks of the change log: unique, rising, and true to their parts."""

from hypothesis import given
from hypothesis import strategies as st

from millegiorni_sync import change_log, clock
from tests.sync.world import NOW, Clock, database

ordinals = st.integers(1, clock.HIGHEST_ORDINAL)
times = st.integers(clock.EPOCH_MS, clock.EPOCH_MS + (1 << 41) - 1)


@given(times, st.integers(0, 255), ordinals)
def test_parts_come_back(ms: int, counter: int, ordinal: int) -> None:
    clk = clock.compose(ms, counter, ordinal)
    assert (clock.unix_ms(clk), clock.origin(clk)) == (ms, ordinal)
    assert 0 < clk <= clock.HIGHEST


@given(st.lists(st.integers(-(10**12), 10**12), max_size=12), ordinals, st.integers(0, 1 << 61))
def test_every_write_ticks_upwards_whatever_the_wall_clock_does(
    steps: list[int], ordinal: int, seen: int
) -> None:
    wall = Clock(NOW)
    db = database(clock=wall)
    change_log.start(db, ordinal, "anna")
    db.execute("UPDATE sync_state SET clock = ?", (seen,))
    for number, step in enumerate(steps):
        wall.ms = max(0, wall.ms + step)
        db.execute("INSERT INTO term VALUES (?, 'a', NULL), (?, 'b', NULL)", (f"x{number}", f"y{number}"))
    clocks = [row[0] for row in db.execute("SELECT clk FROM sync_log ORDER BY rowid")]
    written = [row[0] for row in db.execute("SELECT clk FROM sync_log ORDER BY rid LIKE 'y%', rid")]
    assert len(set(clocks)) == len(clocks) == 2 * len(steps) == len(written)
    assert all(clk > seen and clock.origin(clk) == ordinal for clk in clocks)
    by_record = dict(db.execute("SELECT rid, clk FROM sync_log"))
    order = [by_record[f"{letter}{number}"] for number in range(len(steps)) for letter in "xy"]
    assert order == sorted(order)


@given(ordinals)
def test_the_wall_time_is_carried_when_it_leads(ordinal: int) -> None:
    db = database(clock=Clock(NOW))
    change_log.start(db, ordinal, "anna")
    db.execute("INSERT INTO term VALUES ('a', 'uno', NULL)")
    (clk,) = db.execute("SELECT clk FROM sync_log").fetchone()
    assert clk == clock.compose(NOW, 0, ordinal)


def test_a_thousand_rows_of_one_statement_carry_into_the_milliseconds() -> None:
    db = database(clock=Clock(NOW))
    change_log.start(db, 7, "anna")
    db.execute(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000) "
        "INSERT INTO term SELECT 'r' || i, 'x', NULL FROM n"
    )
    low, high, count = db.execute("SELECT min(clk), max(clk), count(DISTINCT clk) FROM sync_log").fetchone()
    assert (count, low) == (1000, clock.compose(NOW, 0, 7))
    assert high == clock.compose(NOW + 3, 999 - 3 * 256, 7)


def test_the_machine_s_own_clock_is_used() -> None:
    import time

    db = database()
    change_log.start(db, 7, "anna")
    before = time.time_ns() // 1_000_000
    db.execute("INSERT INTO term VALUES ('a', 'uno', NULL)")
    after = time.time_ns() // 1_000_000
    assert before - 1 <= clock.unix_ms(db.execute("SELECT clk FROM sync_log").fetchone()[0]) <= after + 1
