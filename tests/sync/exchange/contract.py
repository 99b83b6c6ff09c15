"""What every exchange must do. A test class derives from this and gives ``make`` and ``leave``."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator

import pytest

from millegiorni_sync import errors
from millegiorni_sync.exchange import LARGEST, Exchange, Kind

NAME = "2-01234567-1-0123456789ab.mgb"
OTHER = "2-01234567-2-0123456789ab.mgb"
NAMES = {Kind.BUNDLES: NAME, Kind.ROSTER: "000001-0123456789ab.mgr", Kind.REQUESTS: "2-0123456789ab.mgj"}
LARGE = bytes(range(256)) * 5000

HOSTILE = (
    f"{NAME}.part", f".{NAME}.12ab.part", f"{NAME}~", f"{NAME}.tmp", "desktop.ini", ".DS_Store", "Thumbs.db", "x.mgb",
    "a b-0123456789ab.mgb", "è-0123456789ab.mgb", "2-01234567-1-0123456789AB.mgb", "<b>-0123456789ab.mgb", "&amp;.mgb",
)  # fmt: skip
"""What may lie beside our files and is none of them."""


class Stopped(Exception):
    """Somebody pressed *Annulla*."""


def named(data: bytes, number: int = 1) -> str:
    """The name that the protocol gives to a bundle of these bytes."""
    return f"2-01234567-{number}-{hashlib.sha256(data).hexdigest()[:12]}.mgb"


class ExchangeContract:
    """One meeting point seen by two devices: ``self.make()`` twice gives two ways to the same place."""

    many = 2500
    """How many files are more than one page of any list."""

    def make(self) -> Exchange:
        """A way to the place; the same place within one test."""
        raise AssertionError("a contract test gives make")

    def leave(self, kind: Kind, name: str, data: bytes) -> None:
        """Put a file there past the road, as another program would."""
        raise AssertionError("a contract test gives leave")

    @pytest.fixture(autouse=True)
    def ways(self) -> Iterator[None]:
        """What ``self.way()`` opens is closed when the test ends."""
        self._ways: list[Exchange] = []
        yield
        for way in self._ways:
            way.close()

    def way(self) -> Exchange:
        """``make``, closed by whoever tests."""
        self._ways.append(self.make())
        return self._ways[-1]

    @pytest.mark.parametrize("kind", Kind)
    def test_a_fresh_shelf_is_empty(self, kind: Kind) -> None:
        assert self.way().list(kind) == []

    @pytest.mark.parametrize("kind", Kind)
    @pytest.mark.parametrize("data", [b"x", LARGE], ids=["small", "large"])
    def test_what_one_writes_the_other_reads(self, kind: Kind, data: bytes) -> None:
        one, other = self.way(), self.way()
        one.write(kind, NAMES[kind], data)
        assert other.list(kind) == [NAMES[kind]]
        assert other.read(kind, NAMES[kind]) == data

    def test_shelves_are_apart(self) -> None:
        exchange = self.way()
        exchange.write(Kind.BUNDLES, NAME, b"x")
        assert exchange.list(Kind.ROSTER) == exchange.list(Kind.REQUESTS) == []
        with pytest.raises(errors.ExchangeMissing):
            exchange.read(Kind.ROSTER, NAME)

    def test_names_are_sorted(self) -> None:
        exchange = self.way()
        for name in (OTHER, NAME):
            exchange.write(Kind.BUNDLES, name, b"x")
        assert exchange.list(Kind.BUNDLES) == [NAME, OTHER]

    def test_the_same_bytes_again_change_nothing(self) -> None:
        one, other = self.way(), self.way()
        for exchange in (one, other, one):
            exchange.write(Kind.BUNDLES, NAME, b"x")
        assert one.list(Kind.BUNDLES) == [NAME]
        assert one.read(Kind.BUNDLES, NAME) == b"x"

    def test_other_bytes_under_a_taken_name_are_refused(self) -> None:
        one, other = self.way(), self.way()
        one.write(Kind.BUNDLES, NAME, b"x")
        with pytest.raises(errors.ExchangeConflict) as caught:
            other.write(Kind.BUNDLES, NAME, b"y")
        assert NAME in caught.value.message
        assert one.read(Kind.BUNDLES, NAME) == b"x"
        assert one.list(Kind.BUNDLES) == [NAME]

    def test_what_is_as_its_name_says_is_never_replaced(self) -> None:
        exchange, name = self.way(), named(LARGE)
        exchange.write(Kind.BUNDLES, name, LARGE)
        with pytest.raises(errors.ExchangeConflict):
            exchange.write(Kind.BUNDLES, name, LARGE[:-1])
        assert exchange.read(Kind.BUNDLES, name) == LARGE

    def test_an_empty_file_is_not_listed_and_is_written_over(self) -> None:
        exchange = self.way()
        self.leave(Kind.BUNDLES, NAME, b"")
        assert exchange.list(Kind.BUNDLES) == []
        exchange.write(Kind.BUNDLES, NAME, b"x")
        assert exchange.list(Kind.BUNDLES) == [NAME]
        assert exchange.read(Kind.BUNDLES, NAME) == b"x"

    def test_half_a_file_is_completed_by_whoever_has_the_whole(self) -> None:
        exchange, name = self.way(), named(LARGE)
        self.leave(Kind.BUNDLES, name, LARGE[:700_000])
        exchange.write(Kind.BUNDLES, name, LARGE)
        assert exchange.list(Kind.BUNDLES) == [name]
        assert self.way().read(Kind.BUNDLES, name) == LARGE

    def test_what_others_leave_is_ignored(self) -> None:
        for name in HOSTILE:
            self.leave(Kind.BUNDLES, name, b"x")
        exchange = self.way()
        exchange.write(Kind.BUNDLES, NAME, b"x")
        assert exchange.list(Kind.BUNDLES) == [NAME]

    def test_many_files_are_all_listed(self) -> None:
        names = sorted(f"2-01234567-{number}-0123456789ab.mgb" for number in range(self.many))
        for name in names:
            self.leave(Kind.BUNDLES, name, b"x")
        assert self.way().list(Kind.BUNDLES) == names

    def test_a_giant_file_is_refused_and_the_others_are_not(self) -> None:
        self.leave(Kind.BUNDLES, NAME, bytes(LARGEST + 1))
        exchange = self.way()
        exchange.write(Kind.BUNDLES, OTHER, b"x")
        moved: list[int] = []
        exchange.watch = lambda done, total: moved.append(done)
        with pytest.raises(errors.ExchangeTooBig):
            exchange.read(Kind.BUNDLES, NAME)
        assert max(moved, default=0) < LARGEST // 4
        assert exchange.read(Kind.BUNDLES, OTHER) == b"x"

    def test_what_is_not_there_cannot_be_read(self) -> None:
        with pytest.raises(errors.ExchangeMissing):
            self.way().read(Kind.BUNDLES, NAME)

    @pytest.mark.parametrize(
        "name",
        [
            "../x-0123456789ab.mgb", "/etc/passwd", "a/b-0123456789ab.mgb", "", ".", "..", ".x-0123456789ab.mgb",
            "x-0123456789ab.txt", "x y-0123456789ab.mgb", "à-0123456789ab.mgb", "x-0123456789ab.mgb\n", "x.mgb",
        ],
    )  # fmt: skip
    def test_names_that_lead_elsewhere_are_refused(self, name: str) -> None:
        exchange = self.way()
        with pytest.raises(errors.ExchangeError):
            exchange.write(Kind.BUNDLES, name, b"x")
        with pytest.raises(errors.ExchangeError):
            exchange.read(Kind.BUNDLES, name)
        assert exchange.list(Kind.BUNDLES) == []

    def test_progress_is_told_in_bytes(self) -> None:
        one, other = self.way(), self.way()
        sent: list[tuple[int, int]] = []
        came: list[tuple[int, int]] = []
        one.watch = lambda done, total: sent.append((done, total))
        other.watch = lambda done, total: came.append((done, total))
        one.write(Kind.BUNDLES, NAME, LARGE)
        other.read(Kind.BUNDLES, NAME)
        for told in (sent, came):
            assert (len(LARGE), len(LARGE)) in told
            assert len({done for done, _ in told}) >= 3

    def test_cancelling_a_writing_leaves_nothing_to_see_and_can_be_made_good(self) -> None:
        one = self.way()

        def stop(done: int, total: int) -> None:
            if done > len(LARGE) // 2:
                raise Stopped

        one.watch = stop
        name = named(LARGE)
        with pytest.raises(Stopped):
            one.write(Kind.BUNDLES, name, LARGE)
        other = self.way()
        for seen in other.list(Kind.BUNDLES):
            assert seen == name and not self.is_sound(other, name)
        other.write(Kind.BUNDLES, name, LARGE)
        assert self.way().read(Kind.BUNDLES, name) == LARGE

    def is_sound(self, exchange: Exchange, name: str) -> bool:
        """Whether what is read under *name* is what the name promises."""
        return named(exchange.read(Kind.BUNDLES, name)) == name

    def test_cancelling_a_reading(self) -> None:
        self.way().write(Kind.BUNDLES, NAME, LARGE)

        def stop(done: int, total: int) -> None:
            if done:
                raise Stopped

        other = self.way()
        other.watch = stop
        with pytest.raises(Stopped):
            other.read(Kind.BUNDLES, NAME)
        assert self.way().read(Kind.BUNDLES, NAME) == LARGE

    def test_two_writers_at_once(self) -> None:
        """Many threads race for one name with two contents: one content wins, whole; the others are told."""
        exchanges = [self.way() for _ in range(6)]
        contents = [bytes([number % 2 + 1]) * 50_000 for number in range(6)]
        refused: list[int] = []
        barrier = threading.Barrier(6)

        def write(number: int) -> None:
            barrier.wait()
            try:
                exchanges[number].write(Kind.BUNDLES, NAME, contents[number])
            except errors.ExchangeConflict:
                refused.append(number)

        threads = [threading.Thread(target=write, args=(number,)) for number in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        kept = exchanges[0].read(Kind.BUNDLES, NAME)
        assert {contents[number] for number in range(6) if number not in refused} == {kept}
        assert len(refused) == 3
