"""What every exchange must do. A test class derives from this and gives ``make``."""

from __future__ import annotations

import threading

import pytest

from millegiorni_sync import errors
from millegiorni_sync.exchange import Exchange, Kind

NAME = "2-01234567-1-0123456789ab.mgb"
OTHER = "2-01234567-2-0123456789ab.mgb"
NAMES = {Kind.BUNDLES: NAME, Kind.ROSTER: "000001-0123456789ab.mgr", Kind.REQUESTS: "2-0123456789ab.mgj"}


class ExchangeContract:
    """One meeting point seen by two devices: ``self.make()`` twice gives two ways to the same place."""

    def make(self) -> Exchange:
        """A way to the place; the same place within one test."""
        raise AssertionError("a contract test gives make")

    @pytest.mark.parametrize("kind", Kind)
    def test_a_fresh_shelf_is_empty(self, kind: Kind) -> None:
        assert self.make().list(kind) == []

    @pytest.mark.parametrize("kind", Kind)
    @pytest.mark.parametrize("data", [b"x", bytes(range(256)) * 5000], ids=["small", "large"])
    def test_what_one_writes_the_other_reads(self, kind: Kind, data: bytes) -> None:
        one, other = self.make(), self.make()
        one.write(kind, NAMES[kind], data)
        assert other.list(kind) == [NAMES[kind]]
        assert other.read(kind, NAMES[kind]) == data

    def test_shelves_are_apart(self) -> None:
        exchange = self.make()
        exchange.write(Kind.BUNDLES, NAME, b"x")
        assert exchange.list(Kind.ROSTER) == exchange.list(Kind.REQUESTS) == []
        with pytest.raises(errors.ExchangeMissing):
            exchange.read(Kind.ROSTER, NAME)

    def test_names_are_sorted(self) -> None:
        exchange = self.make()
        for name in (OTHER, NAME):
            exchange.write(Kind.BUNDLES, name, b"x")
        assert exchange.list(Kind.BUNDLES) == [NAME, OTHER]

    def test_the_same_bytes_again_change_nothing(self) -> None:
        one, other = self.make(), self.make()
        for exchange in (one, other, one):
            exchange.write(Kind.BUNDLES, NAME, b"x")
        assert one.list(Kind.BUNDLES) == [NAME]

    def test_other_bytes_under_a_taken_name_are_refused(self) -> None:
        one, other = self.make(), self.make()
        one.write(Kind.BUNDLES, NAME, b"x")
        with pytest.raises(errors.ExchangeConflict) as caught:
            other.write(Kind.BUNDLES, NAME, b"y")
        assert NAME in caught.value.message
        assert one.read(Kind.BUNDLES, NAME) == b"x"

    def test_what_is_not_there_cannot_be_read(self) -> None:
        with pytest.raises(errors.ExchangeMissing):
            self.make().read(Kind.BUNDLES, NAME)

    @pytest.mark.parametrize(
        "name", ["../x.mgb", "/etc/passwd", "a/b.mgb", "", ".", "..", ".x.mgb", "x.txt", "x y.mgb", "à.mgb"]
    )
    def test_names_that_lead_elsewhere_are_refused(self, name: str) -> None:
        exchange = self.make()
        with pytest.raises(errors.ExchangeError):
            exchange.write(Kind.BUNDLES, name, b"x")
        with pytest.raises(errors.ExchangeError):
            exchange.read(Kind.BUNDLES, name)
        assert exchange.list(Kind.BUNDLES) == []

    def test_two_writers_at_once(self) -> None:
        """Many threads race for one name with two contents: one content wins, whole; the others are told."""
        exchanges = [self.make() for _ in range(6)]
        contents = [bytes([number % 2]) * 50_000 for number in range(6)]
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
