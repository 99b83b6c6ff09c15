"""Invitations: damaged, expired, used twice, of another network; none leaves half a vault behind."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from millegiorni_desk.flows import desk, joining

from . import furnished
from .conftest import Command, refused, state
from .furnished import World


@pytest.fixture
def invitation(world: World, command: Command, tmp_path: Path) -> Path:
    path = tmp_path / "invito.json"
    told = command("network", world.coordinator, "invite", "BAR", "--out", path, user="marta")
    assert told.code == 0
    return path


def join(command: Command, folder: Path, invitation: Path, exchange: Path, user: str = "anna") -> Any:
    return command("join", folder, invitation, "--user", user, "--exchange", exchange, user=user)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("secret", "zz"),
        ("secret", ""),
        ("ordinal", 999_999),
        ("ordinal", 0),
        ("ordinal", 1),
        ("series", ""),
        ("series", "A"),
        ("series", "../x"),
        ("house", "NOPE"),
        ("house", None),
        ("expires", 1),
        ("expires", "domani"),
        ("format", 2),
        ("roster", []),
    ],
)
def test_a_changed_invitation_makes_no_vault(
    field: str, value: object, world: World, command: Command, invitation: Path, tmp_path: Path
) -> None:
    invitation.write_text(json.dumps({**json.loads(invitation.read_text()), field: value}))
    refused(join(command, tmp_path / "nuova", invitation, world.exchange), "invito")
    assert not (tmp_path / "nuova").exists()


@pytest.mark.parametrize("content", [b"", b"{}", b"[" * 100_000, os.urandom(2_000), b"\xff\xfe", b"null"])
def test_a_file_that_is_no_invitation(
    content: bytes, world: World, command: Command, invitation: Path, tmp_path: Path
) -> None:
    invitation.write_bytes(content)
    refused(join(command, tmp_path / "nuova", invitation, world.exchange), "invito")
    refused(join(command, tmp_path / "nuova", tmp_path / "manca.json", world.exchange), "invito")
    refused(join(command, tmp_path / "nuova", tmp_path, world.exchange), "invito")
    assert not (tmp_path / "nuova").exists()


def test_a_join_that_fails_half_way_leaves_nothing(
    world: World, invitation: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from millegiorni_desk.flows import devices

    def fail(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(devices, "keep", fail)
    (tmp_path / "mia").mkdir()
    for folder in (tmp_path / "nuova", tmp_path / "mia"):
        with pytest.raises(RuntimeError):
            joining.join(folder, joining.read_invitation(invitation), furnished.LUCIA, "x", "Due")
    assert not (tmp_path / "nuova").exists()
    assert list((tmp_path / "mia").iterdir()) == []
    monkeypatch.undo()
    joined = joining.join(
        tmp_path / "nuova", joining.read_invitation(invitation), furnished.LUCIA, "x", "Due"
    )
    joined.vault.close()


def test_an_invitation_used_twice_lets_nobody_in_unseen(
    world: World, command: Command, invitation: Path, tmp_path: Path
) -> None:
    """Whoever copied the file asks too: without comparing words none of the two is approved."""
    for name in ("prima", "copiata"):
        assert join(command, tmp_path / name, invitation, world.exchange).code == 0
        assert "attesa di approvazione" in command("sync", tmp_path / name, user="anna").out
    before = state(world.coordinator, "marta")
    told = command("network", world.coordinator, "approve", "--yes", user="marta")
    refused(told, "stesso invito", "impronte")
    assert state(world.coordinator, "marta") == before
    with desk.open_desk(world.coordinator, "marta", furnished.PASSPHRASE) as vault:
        first, second = joining.requests(vault)
        assert first.fingerprint != second.fingerprint
        joining.approve(vault, first)
        assert joining.requests(vault) == []


def test_an_invitation_that_was_used_is_used_up(
    world: World, command: Command, invitation: Path, tmp_path: Path
) -> None:
    assert join(command, tmp_path / "prima", invitation, world.exchange).code == 0
    assert command("sync", tmp_path / "prima", user="anna").code == 0
    assert command("network", world.coordinator, "approve", "--yes", user="marta").code == 0
    assert join(command, tmp_path / "tardi", invitation, world.exchange).code == 0
    assert command("sync", tmp_path / "tardi", user="anna").code == 0
    assert "Nessuna" in command("network", world.coordinator, "approve", user="marta").out
    assert "attesa di approvazione" in command("sync", tmp_path / "tardi", user="anna").out


def test_another_networks_exchange_gives_nothing_and_takes_nothing(
    world: World, command: Command, tmp_path: Path
) -> None:
    other = furnished.build(tmp_path / "altra")
    before = state(world.coordinator, "marta")
    told = command("sync", world.coordinator, "--exchange", other.exchange, user="marta")
    assert told.code == 0 and "Ricevuti: 0" in told.out, told
    assert state(world.coordinator, "marta") == before
