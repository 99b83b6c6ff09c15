"""A carrier holds the contract, and survives what mail does to files: cuts, flips, other names, a missing one."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from millegiorni_sync import errors, open_exchange, road_errors
from millegiorni_sync.exchange import Exchange, Kind
from millegiorni_sync.exchange.carrier import MOST_BYTES, CarrierExchange
from tests.sync.exchange.contract import LARGE, NAME, OTHER, ExchangeContract, Stopped, named

SMALL = 200_000
"""Bytes a file, so that a few bundles make a few files."""


class TestCarrier(ExchangeContract):
    @pytest.fixture(autouse=True)
    def place(self, tmp_path: Path) -> None:
        self.path = tmp_path / "posta d'àncora.mgpost"
        self.other = CarrierExchange(self.path)

    def make(self) -> Exchange:
        return open_exchange(self.path)

    def leave(self, kind: Kind, name: str, data: bytes) -> None:
        self.other.append(kind, name, data)


class TestCarrierOfManyFiles(TestCarrier):
    many = 300

    def make(self) -> Exchange:
        return CarrierExchange(self.path, SMALL)


def filled(path: Path, count: int = 3) -> dict[str, bytes]:
    """A set of a few small files with bundles larger than one; what lies in it."""
    bundles = {
        named(data, number): data for number in range(count) if (data := bytes([number + 1]) * 300_000)
    }
    carrier = CarrierExchange(path, SMALL)
    for name, data in bundles.items():
        carrier.write(Kind.BUNDLES, name, data)
    carrier.close()
    return bundles


def sound(path: Path) -> dict[str, bytes]:
    """What can be read of a set."""
    carrier = CarrierExchange(path)
    return {name: carrier.read(Kind.BUNDLES, name) for name in carrier.list(Kind.BUNDLES)}


def test_no_file_is_larger_than_mail_takes(tmp_path: Path) -> None:
    bundles = filled(tmp_path / "a.mgpost")
    files = sorted(tmp_path.iterdir())
    assert [file.name for file in files] == [*(f"a-{n}.mgpost" for n in range(2, 6)), "a.mgpost"]
    assert max(file.stat().st_size for file in files) <= SMALL
    assert sound(tmp_path / "a.mgpost") == bundles
    assert MOST_BYTES * 4 / 3 < 20_000_000


def test_the_files_belong_together_under_any_name(tmp_path: Path) -> None:
    bundles = filled(tmp_path / "a.mgpost")
    filled(tmp_path / "b.mgpost", 1)
    for number, file in enumerate(sorted(tmp_path.glob("a*")), 1):
        file.rename(tmp_path / f"allegato ({number}).mgpost")
    for file in tmp_path.glob("allegato*"):
        assert sound(file) == bundles
        assert CarrierExchange(file).missing == []


@pytest.mark.parametrize("number", range(1, 6))
def test_a_file_that_has_not_arrived_is_named_and_the_rest_is_read(tmp_path: Path, number: int) -> None:
    bundles = filled(tmp_path / "a.mgpost")
    gone = tmp_path / ("a.mgpost" if number == 1 else f"a-{number}.mgpost")
    gone.unlink()
    left = next(iter(sorted(tmp_path.iterdir())))
    read = sound(left)
    assert read.items() < bundles.items()
    assert CarrierExchange(left).missing == [number if number < 5 else 4]


def test_cut_anywhere_what_came_before_is_read(tmp_path: Path) -> None:
    """Every cut of a file: nothing wrong is read, nothing breaks, and it is told unless the cut is at its end."""
    path = tmp_path / "a.mgpost"
    carrier = CarrierExchange(path)
    bundles = {named(data, number): data for number in range(3) if (data := bytes([number + 65]) * 40)}
    for name, data in bundles.items():
        carrier.write(Kind.BUNDLES, name, data)
    carrier.close()
    whole = path.read_bytes()
    counts = []
    for length in range(len(whole)):
        path.write_bytes(whole[:length])
        if length < 32:
            with pytest.raises(road_errors.NotACarrier, match=r"a\.mgpost"):
                sound(path)
            continue
        read = sound(path)
        assert read.items() <= bundles.items()
        assert CarrierExchange(path).missing == [1]
        counts.append(len(read))
    assert counts == sorted(counts) and {*counts} == {0, 1, 2, 3}


def test_flipped_anywhere_nothing_wrong_is_taken_for_sound(tmp_path: Path) -> None:
    path = tmp_path / "a.mgpost"
    carrier = CarrierExchange(path)
    data = b"A" * 40
    carrier.write(Kind.BUNDLES, named(data), data)
    carrier.close()
    whole = path.read_bytes()
    for at in range(8, len(whole)):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 0x41]) + whole[at + 1 :])
        other = CarrierExchange(path)
        for name in other.list(Kind.BUNDLES):
            try:
                read = other.read(Kind.BUNDLES, name)
            except errors.ExchangeError:
                continue
            assert read == data


def test_what_broke_off_is_written_over_by_the_next(tmp_path: Path) -> None:
    path = tmp_path / "a.mgpost"
    filled(path, 2)
    last = sorted(tmp_path.iterdir())[-2]
    last.write_bytes(last.read_bytes()[:-1000])
    again = filled(path, 2)
    assert sound(path) == again
    assert CarrierExchange(path).missing == []


def test_cancelling_leaves_the_files_as_they_were(tmp_path: Path) -> None:
    path = tmp_path / "a.mgpost"
    filled(path, 1)
    before = {file.name: file.read_bytes() for file in tmp_path.iterdir()}

    def stop(done: int, total: int) -> None:
        if done > 600_000:
            raise Stopped

    carrier = CarrierExchange(path, SMALL)
    carrier.watch = stop
    with pytest.raises(Stopped):
        carrier.write(Kind.BUNDLES, named(LARGE), LARGE)
    after = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
    # Only the note of its end is gone, which is written anew.
    assert after.keys() == before.keys()
    assert {name for name in after if not before[name].startswith(after[name])} == set()


def test_the_disk_is_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.mgpost"
    bundles = filled(path, 1)

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    from millegiorni_sync.exchange import carrier

    monkeypatch.setattr(carrier, "_put", full)
    with pytest.raises(errors.ExchangeFull):
        CarrierExchange(path, SMALL).write(Kind.BUNDLES, OTHER, b"x")
    assert sound(path) == bundles


def test_other_files_are_no_carriers(tmp_path: Path) -> None:
    path = tmp_path / "fattura.mgpost"
    path.write_bytes(b"%PDF-1.7" * 100)
    carrier = open_exchange(path)
    for attempt in (
        lambda: carrier.list(Kind.BUNDLES),
        lambda: carrier.read(Kind.BUNDLES, NAME),
        lambda: carrier.write(Kind.BUNDLES, NAME, b"x"),
    ):
        with pytest.raises(road_errors.NotACarrier, match=r"fattura\.mgpost"):
            attempt()
    assert path.read_bytes() == b"%PDF-1.7" * 100


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    carrier = open_exchange(tmp_path / "altrove" / "a.mgpost")
    with pytest.raises(errors.ExchangeUnreachable):
        carrier.write(Kind.BUNDLES, NAME, b"x")
    assert not (tmp_path / "altrove").exists()
