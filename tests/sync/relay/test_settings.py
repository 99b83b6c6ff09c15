"""The settings: read from file and environment, refused in one sentence, told in the papers as they are."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest

from millegiorni_sync.relay.database import Database
from millegiorni_sync.relay.settings import Settings, SettingsRefused, as_toml, read
from tests.architecture.sources import ROOT, SOURCE_ROOTS

CODE = "0123456789abcdef" * 2


def test_the_environment_stands_over_the_file_and_the_file_over_what_is_usual(tmp_path: Path) -> None:
    file = tmp_path / "relay.toml"
    file.write_text(f'networks = ["{CODE}"]\nport = 9000\nkeep_days = 30\n')
    told = {"MILLEGIORNI_RELAY_SETTINGS": str(file), "MILLEGIORNI_RELAY_PORT": "9001", "HOME": "/root"}
    settings = read(environment=told)
    assert (settings.networks, settings.port, settings.keep_days) == ((CODE,), 9001, 30)
    assert settings.device_gigabytes == Settings.device_gigabytes
    assert read(environment={"MILLEGIORNI_RELAY_NETWORKS": f"{CODE} {CODE[::-1]}"}).networks == (
        CODE,
        CODE[::-1],
    )


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("prot = 1", "prot"), ("port = 'x'", "port"), ("port = 0", "port"), ("port = true", "port"),
        ("keep_days = -1", "keep_days"), ("networks = ['x']", "networks"), ("networks = 'x'", "networks"),
        ("networks = [1]", "networks"), ("file_megabytes = 65", "file_megabytes"), ("key = 'k.pem'", "certificate"),
        ("host = '0.0.0.0'", "certificate"), ("behind_proxy = 1", "behind_proxy"), ("port", "relay.toml"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_told_in_one_sentence(tmp_path: Path, text: str, name: str) -> None:
    file = tmp_path / "relay.toml"
    file.write_text(text)
    with pytest.raises(SettingsRefused, match=f"«{name}».*correggi e riprova") as caught:
        read(file, {})
    assert "\n" not in caught.value.message


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(SettingsRefused, match="manca"):
        read(tmp_path / "relay.toml", {})


@pytest.mark.parametrize("address", ["mysql://x/y", "postgres ql://x", "sqlite://x"])
def test_another_kind_of_database_is_refused(address: str) -> None:
    with pytest.raises(SettingsRefused, match="database"):
        Database(address)


def test_what_is_written_to_begin_with_says_everything_and_changes_nothing(tmp_path: Path) -> None:
    file = tmp_path / "relay.toml"
    file.write_text(as_toml())
    assert read(file, {}) == Settings()
    uncommented = [line[2:] for line in as_toml().splitlines() if " = " in line and line.startswith("# ")]
    file.write_text("\n".join(uncommented))
    assert read(file, {}) == Settings()
    assert len(uncommented) == len(fields(Settings))


def test_the_keeper_reads_of_every_setting() -> None:
    paper = (ROOT / "docs" / "relay.md").read_text(encoding="utf-8")
    assert [one.name for one in fields(Settings) if f"| `{one.name}` |" not in paper] == []
    assert [one.name for one in fields(Settings) if one.metadata["sentence"] not in paper] == []


def test_it_runs_without_the_libraries_of_a_desk() -> None:
    """On a server only ``requirements-relay.txt`` is installed."""
    missing = (
        "PySide6",
        "sqlcipher3",
        "pyrage",
        "mnemonic",
        "sqlmodel",
        "httpx2",
        "openpyxl",
        "reportlab",
        "typst",
    )
    program = (
        f"import sys; sys.modules.update(dict.fromkeys({missing!r}));"
        "import millegiorni_sync.relay.__main__ as relay, millegiorni_sync.relay.serving;"
        "relay.application(['settings'])"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, SOURCE_ROOTS))}
    told = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True
    )
    assert "# port = 8440" in told.stdout
