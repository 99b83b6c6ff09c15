"""A folder holds the contract, and stays out of trouble with what people and cloud clients leave in it."""

from __future__ import annotations

import errno
import hashlib
import os
from pathlib import Path
from typing import Any

import pytest

from millegiorni_sync import errors, open_exchange
from millegiorni_sync.exchange import Exchange, FolderExchange, Kind, folder
from tests.sync.exchange.contract import NAME, OTHER, ExchangeContract, named


class TestFolder(ExchangeContract):
    @pytest.fixture(autouse=True)
    def place(self, tmp_path: Path) -> None:
        self.folder = tmp_path / "chiavetta d'àncora"
        self.folder.mkdir()

    def make(self) -> Exchange:
        return open_exchange(self.folder)

    def leave(self, kind: Kind, name: str, data: bytes) -> None:
        shelf = self.folder / kind
        shelf.mkdir(exist_ok=True)
        with (shelf / name).open("wb") as file:
            file.truncate(len(data))
            file.write(data.rstrip(b"\0"))


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


def test_folders_are_no_files(place: FolderExchange) -> None:
    (place.folder / "bundles" / "3-01234567-1-0123456789ab.mgb").mkdir()
    assert place.list(Kind.BUNDLES) == [NAME]


COPIES = (
    "{stem} (conflicted copy 2025-01-01 101112).mgb",
    "{stem} (copia in conflitto di Irene 2025-01-01).mgb",
    "{stem}-DESKTOP-4F2A.mgb",
    "{stem}.sync-conflict-20250101-101112-ABCDEFG.mgb",
    "{stem} (1).mgb",
    "{stem} - Copia.mgb",
    "{stem}_conflict-20250101-101112.mgb",
)


@pytest.mark.parametrize("copy", COPIES)
@pytest.mark.parametrize("beside", [None, b"who", b""], ids=["alone", "beside half", "beside nothing"])
def test_a_conflicted_copy_stands_in_for_what_is_missing_or_broken(
    place: FolderExchange, copy: str, beside: bytes | None
) -> None:
    data = b"whole and sound"
    name = named(data, 7)
    shelf = place.folder / "bundles"
    (shelf / copy.format(stem=name.removesuffix(".mgb"))).write_bytes(data)
    if beside is not None:
        (shelf / name).write_bytes(beside)
    assert place.list(Kind.BUNDLES) == [NAME, name]
    assert place.read(Kind.BUNDLES, name) == data


def test_of_a_roster_too(place: FolderExchange) -> None:
    digits = hashlib.sha256(b"roster").hexdigest()[:12]
    name = f"000002-0123456789ab-{digits}.mgr"
    (place.folder / "roster").mkdir()
    (place.folder / "roster" / f"000002-0123456789ab-{digits}-PORTATILE.mgr").write_bytes(b"roster")
    assert place.list(Kind.ROSTER) == [name]
    assert place.read(Kind.ROSTER, name) == b"roster"


def test_a_copy_that_is_not_what_the_name_promises_is_not_taken(place: FolderExchange) -> None:
    data = b"whole and sound"
    name = named(data, 7)
    copy = place.folder / "bundles" / f"{name.removesuffix('.mgb')} (1).mgb"
    copy.write_bytes(b"something else")
    with pytest.raises(errors.ExchangeMissing):
        place.read(Kind.BUNDLES, name)
    place.write(Kind.BUNDLES, name, data)
    assert place.read(Kind.BUNDLES, name) == data
    assert copy.read_bytes() == b"something else"


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


@pytest.mark.parametrize("address", ["ftp://x/y", "https://", "gopher://x"])
def test_an_unknown_address(address: str) -> None:
    with pytest.raises(errors.UnknownExchange, match=address):
        open_exchange(address)


def test_no_address_is_no_folder() -> None:
    with pytest.raises(errors.UnknownExchange):
        open_exchange("")
