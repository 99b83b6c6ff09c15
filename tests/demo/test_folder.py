"""The demo replaces what a demo made, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from millegiorni_desk.demo.folder import DemoFolder
from millegiorni_desk.errors import InvalidValue, VaultInUse
from millegiorni_desk.vault.lock import VaultLock


def test_a_new_and_an_empty_folder_are_taken(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for name in ("new", "empty"):
        folder = DemoFolder(tmp_path / name)
        folder.prepare()
        assert folder.exchange.is_dir()


def test_a_folder_with_anything_else_is_refused_and_left_alone(tmp_path: Path) -> None:
    letter = tmp_path / "lettera.odt"
    letter.write_text("cara")
    with pytest.raises(InvalidValue, match="contiene già altro"):
        DemoFolder(tmp_path).prepare()
    assert [path.name for path in tmp_path.iterdir()] == ["lettera.odt"]


def test_a_file_in_its_place_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "demo"
    file.write_text("")
    with pytest.raises(InvalidValue):
        DemoFolder(file).prepare()


def test_a_demo_is_replaced_and_what_was_put_beside_it_stays(tmp_path: Path) -> None:
    folder = DemoFolder(tmp_path / "demo")
    folder.prepare()
    folder.write("report.json", b"{}")
    (folder.exchange / "old").touch()
    note = folder.root / "appunti.txt"
    note.write_text("mio")
    folder.prepare()
    assert not (folder.root / "report.json").exists()
    assert not (folder.exchange / "old").exists()
    assert note.read_text() == "mio"


def test_a_demo_that_is_open_in_a_window_is_not_replaced(tmp_path: Path) -> None:
    folder = DemoFolder(tmp_path / "demo")
    folder.prepare()
    folder.house("BAR").mkdir()
    (folder.house("BAR") / "vault.slots").touch()
    folder.write("report.json", b"{}")
    held = VaultLock(folder.house("BAR"))
    held.take()
    try:
        with pytest.raises(VaultInUse):
            folder.prepare()
    finally:
        held.release()
    assert (folder.root / "report.json").exists()


def test_only_files_that_the_next_demo_replaces_are_written(tmp_path: Path) -> None:
    folder = DemoFolder(tmp_path / "demo")
    folder.prepare()
    with pytest.raises(ValueError, match="not a file of the demo"):
        folder.write("altro.txt", b"")
