"""A folder holds the contract, and stays out of trouble with what people and cloud clients leave in it."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Any

import pytest

from millegiorni_sync import errors, open_exchange
from millegiorni_sync.exchange import Exchange, FolderExchange, Kind, folder
from tests.sync.exchange.contract import NAME, OTHER, ExchangeContract


class TestFolder(ExchangeContract):
    @pytest.fixture(autouse=True)
    def place(self, tmp_path: Path) -> None:
        self.folder = tmp_path / "chiavetta d'àncora"
        self.folder.mkdir()

    def make(self) -> Exchange:
        return open_exchange(self.folder)


class TestFileAddress(TestFolder):
    def make(self) -> Exchange:
        return open_exchange(self.folder.as_uri())


class TestFolderWithoutHardLinks(TestFolder):
    """FAT sticks have none. The race of two contents for one name is then the last rename's to win."""

    @pytest.fixture(autouse=True)
    def no_links(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def refuse(*_: object) -> None:
            raise OSError(errno.EPERM, "Operation not permitted")

        monkeypatch.setattr(os, "link", refuse)

    def test_two_writers_at_once(self) -> None:
        super_names = {NAME, OTHER}
        for name in super_names:
            self.make().write(Kind.BUNDLES, name, b"x")
        assert set(self.make().list(Kind.BUNDLES)) == super_names


@pytest.fixture
def place(tmp_path: Path) -> FolderExchange:
    exchange = FolderExchange(tmp_path / "scambio")
    exchange.folder.mkdir()
    exchange.write(Kind.BUNDLES, NAME, b"whole")
    return exchange


def test_what_others_leave_is_ignored(place: FolderExchange) -> None:
    shelf = place.folder / "bundles"
    for name in (
        f".{NAME}.12ab.part", f"{NAME}.part", f"{NAME}~", f"{NAME}.tmp", "desktop.ini", ".DS_Store", "Thumbs.db",
        "2-01234567-1-0123456789ab (conflicted copy 2025-01-01).mgb", "2-01234567-1-0123456789ab (1).mgb",
        "2-01234567-1-0123456789ab.sync-conflict-20250101.mgb", ".nextcloudsync.log",
    ):  # fmt: skip
        (shelf / name).write_bytes(b"x")
    (shelf / "3-01234567-1-0123456789ab.mgb").mkdir()
    (shelf / OTHER).touch()
    assert place.list(Kind.BUNDLES) == [NAME]


def test_an_empty_file_left_by_a_broken_copy_is_written_over(place: FolderExchange) -> None:
    (place.folder / "bundles" / OTHER).touch()
    place.write(Kind.BUNDLES, OTHER, b"x")
    assert place.read(Kind.BUNDLES, OTHER) == b"x"


def test_nothing_temporary_stays(place: FolderExchange) -> None:
    assert [path.name for path in (place.folder / "bundles").iterdir()] == [NAME]


def test_a_missing_folder(tmp_path: Path) -> None:
    exchange = FolderExchange(tmp_path / "non c'è")
    for attempt in (
        lambda: exchange.list(Kind.BUNDLES),
        lambda: exchange.read(Kind.BUNDLES, NAME),
        lambda: exchange.write(Kind.BUNDLES, NAME, b"x"),
    ):
        with pytest.raises(errors.ExchangeUnreachable, match="non c'è"):
            attempt()
    assert not exchange.folder.exists()


def test_a_file_where_the_folder_should_be(tmp_path: Path) -> None:
    (tmp_path / "scambio").write_text("x")
    exchange = FolderExchange(tmp_path / "scambio")
    for attempt in (lambda: exchange.list(Kind.BUNDLES), lambda: exchange.write(Kind.BUNDLES, NAME, b"x")):
        with pytest.raises(errors.ExchangeUnreachable):
            attempt()


@pytest.mark.parametrize(
    ("number", "error"),
    [
        (errno.EROFS, errors.ExchangeReadOnly), (errno.EACCES, errors.ExchangeReadOnly),
        (errno.ENOSPC, errors.ExchangeFull), (errno.EDQUOT, errors.ExchangeFull),
        (errno.ENODEV, errors.ExchangeUnreachable), (errno.EIO, errors.ExchangeError),
    ],
)  # fmt: skip
@pytest.mark.parametrize("moment", ["open", "fsync", "replace"])
def test_what_the_system_says_is_explained(
    place: FolderExchange, monkeypatch: pytest.MonkeyPatch, number: int, error: type[Exception], moment: str
) -> None:
    def fails(*_: Any, **__: Any) -> Any:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "link", lambda *_: fails() if moment == "replace" else None)
    monkeypatch.setattr(Path, "replace", fails)
    if moment == "open":
        monkeypatch.setattr(folder, "_write_synced", fails)
    elif moment == "fsync":
        monkeypatch.setattr(os, "fsync", fails)
    with pytest.raises(errors.ExchangeError) as caught:
        place.write(Kind.BUNDLES, OTHER, b"x" * 100)
    assert type(caught.value) is error
    assert str(place.folder) in caught.value.message
    assert [path.name for path in (place.folder / "bundles").iterdir()] == [NAME]


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="the administrator may write everywhere")
def test_a_folder_that_may_not_be_written(place: FolderExchange) -> None:
    shelf = place.folder / "bundles"
    shelf.chmod(0o555)
    try:
        with pytest.raises(errors.ExchangeReadOnly):
            place.write(Kind.BUNDLES, OTHER, b"x")
    finally:
        shelf.chmod(0o755)


def test_a_folder_that_may_not_be_read(place: FolderExchange, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(os, "scandir", fails)
    with pytest.raises(errors.ExchangeUnreachable):
        place.list(Kind.BUNDLES)


def test_a_giant_file_is_not_read(place: FolderExchange, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folder, "LARGEST", 4)
    with pytest.raises(errors.ExchangeTooBig):
        place.read(Kind.BUNDLES, NAME)


@pytest.mark.parametrize("address", ["ftp://x/y", "https://", "gopher://x"])
def test_an_unknown_address(address: str) -> None:
    with pytest.raises(errors.UnknownExchange, match=address):
        open_exchange(address)


def test_no_address_is_no_folder() -> None:
    with pytest.raises(errors.UnknownExchange):
        open_exchange("")
