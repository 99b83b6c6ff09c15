"""What every road over the network must do besides, on lines that refuse, stall and break off."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from millegiorni_sync import errors, road_errors
from millegiorni_sync.exchange import Exchange, Kind, Login, Means
from millegiorni_sync.exchange.patience import Patience
from tests.sync.exchange.contract import LARGE, ExchangeContract, named
from tests.sync.exchange.servers import Gate, free_port, gate
from tests.sync.exchange.test_patience import Slept

PASSWORD = "parola che nessuno legge"
BUNDLE = named(LARGE)


class WebContract(ExchangeContract):
    """A class that derives from this gives ``port`` (of a real server), ``login`` and ``reach``."""

    port: int
    login = Login("marta", PASSWORD)

    def reach(self, port: int, means: Means) -> Exchange:
        """A way to the place through *port*."""
        raise AssertionError("a contract test gives reach")

    def make(self) -> Exchange:
        return self.reach(self.port, self.means)

    @property
    def means(self) -> Means:
        return Means(self.login, timeout=10.0, patience=Patience(sleep=Slept()))

    @pytest.fixture
    def line(self) -> Iterator[Gate]:
        with gate(self.port) as line:
            yield line

    def through(self, line: Gate, **changes: object) -> Exchange:
        """A way that goes through a line which can break."""
        self._ways.append(self.reach(line.port, replace(self.means, **changes)))  # type: ignore[arg-type]
        return self._ways[-1]

    def test_nobody_there(self) -> None:
        far = self.reach(free_port(), self.means)
        self._ways.append(far)
        for attempt in (
            lambda: far.list(Kind.BUNDLES),
            lambda: far.read(Kind.BUNDLES, BUNDLE),
            lambda: far.write(Kind.BUNDLES, BUNDLE, LARGE),
        ):
            with pytest.raises(errors.ExchangeUnreachable):
                attempt()

    def test_a_wrong_password(self) -> None:
        self.way().write(Kind.BUNDLES, BUNDLE, LARGE)
        other = self.reach(self.port, replace(self.means, login=Login(self.login.user, "un'altra")))
        self._ways.append(other)
        for attempt in (
            lambda: other.list(Kind.BUNDLES),
            lambda: other.read(Kind.BUNDLES, BUNDLE),
            lambda: other.write(Kind.BUNDLES, BUNDLE, LARGE),
        ):
            with pytest.raises(road_errors.ExchangeLogin) as caught:
                attempt()
            assert "un'altra" not in caught.value.message

    def test_a_line_that_stalls(self, line: Gate) -> None:
        line.stalls = True
        with pytest.raises(road_errors.ExchangeTimeout):
            self.through(line, timeout=0.05).list(Kind.BUNDLES)

    def test_an_upload_that_breaks_off_is_made_good_at_once(self, line: Gate) -> None:
        line.cut_up = [400_000, 900_000]
        self.through(line).write(Kind.BUNDLES, BUNDLE, LARGE)
        assert self.way().list(Kind.BUNDLES) == [BUNDLE]
        assert self.way().read(Kind.BUNDLES, BUNDLE) == LARGE

    def test_an_upload_that_never_comes_through_leaves_nothing_sound_and_the_next_repairs(
        self, line: Gate
    ) -> None:
        line.cut_up = [400_000] * 50
        with pytest.raises(errors.ExchangeUnreachable):
            self.through(line).write(Kind.BUNDLES, BUNDLE, LARGE)
        other = self.way()
        for name in other.list(Kind.BUNDLES):
            assert not self.is_sound(other, name)
        other.write(Kind.BUNDLES, BUNDLE, LARGE)
        assert self.way().read(Kind.BUNDLES, BUNDLE) == LARGE

    @pytest.mark.parametrize("cut", [1, 40, 150])
    def test_an_answer_that_is_lost_after_the_work_was_done(self, line: Gate, cut: int) -> None:
        line.cut_down = [cut] * 3
        self.through(line).write(Kind.BUNDLES, BUNDLE, LARGE)
        assert self.way().list(Kind.BUNDLES) == [BUNDLE]
        assert self.way().read(Kind.BUNDLES, BUNDLE) == LARGE

    def test_a_download_that_breaks_off_goes_on_where_it_stopped(self, line: Gate) -> None:
        self.way().write(Kind.BUNDLES, BUNDLE, LARGE)
        line.cut_down = [600_000, 300_000, 200_000]
        assert self.through(line).read(Kind.BUNDLES, BUNDLE) == LARGE
        assert line.down < len(LARGE) * 1.2
