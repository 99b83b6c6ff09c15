"""A receipt on paper against the ledger, through the command line: what agrees, and each way in which it does not."""

import json
from pathlib import Path

import pytest

from millegiorni_desk.areas.doti import receipts, signing
from millegiorni_desk.flows import desk
from millegiorni_sync.identity import new_seed

from .conftest import Command, refused
from .furnished import PASSPHRASE, World


@pytest.fixture
def code(world: World) -> str:
    """The text of the QR code of the world's one receipt."""
    with desk.open_desk(world.house, "lucia", PASSPHRASE) as vault:
        held = receipts.find(vault, world.receipt)
        return signing.code(signing.claim_of(held, json.loads(held.content)), held.signer, held.signature)


def test_a_true_receipt_is_told_by_code_and_by_number(world: World, command: Command, code: str) -> None:
    for arguments in (("--code", code), ("--code", code, "--amount", "151,65"), ("--receipt", world.receipt)):
        told = command("verify", world.house, *arguments)
        assert (told.code, told.err) == (0, "")
        assert f"{world.receipt}: true. " in told.out


def test_the_coordination_checks_what_a_house_issued(world: World, command: Command, code: str) -> None:
    assert command("verify", world.coordinator, "--code", code, user="marta").code == 0


def test_each_lie_is_told_apart(world: World, command: Command, code: str) -> None:
    parts = code.split(".")
    other_network = ".".join([parts[0], "A" * 26, *parts[2:]])
    forged = signing.code(signing.read(code).claim, parts[9], new_seed().hex() * 2)
    for arguments, word in (
        (("--code", code, "--amount", "951,65"), "amount"),
        (("--code", code.replace(".15165.", ".95165.")), "amount"),
        (("--receipt", world.receipt, "--amount", "951,65"), "amount"),
        (("--code", forged), "forged"),
        (("--code", other_network), "other_network"),
        (("--receipt", "BAR-2025-B/0999"), "not_here"),
    ):
        refused(command("verify", world.house, *arguments), f": {word}. ")


def test_a_voided_receipt_is_no_longer_good(world: World, command: Command, code: str) -> None:
    with desk.open_desk(world.house, "lucia", PASSPHRASE) as vault:
        receipts.void(vault, receipts.find(vault, world.receipt).id, "importo sbagliato")
    refused(command("verify", world.house, "--code", code), "voided", "importo sbagliato")


def test_what_is_no_code_and_no_number_is_refused(world: World, command: Command, code: str) -> None:
    refused(command("verify", world.house, "--code", "https://example.org"), "mgr1")
    refused(command("verify", world.house, "--code", code[:-5]), "intero")
    refused(command("verify", world.house, "--receipt", "42"), "non è un numero")
    refused(command("verify", world.house, "--receipt", world.receipt, "--code", code), "uno solo")
    refused(command("verify", world.house, "--amount", "151,65"), "uno solo")


def test_a_receipt_is_written_in_her_language(world: World, command: Command, tmp_path: Path) -> None:
    out = tmp_path / "r.pdf"
    assert command("receipt", world.house, world.receipt, "--out", out, "--language", "ar").code == 0
    assert out.read_bytes().startswith(b"%PDF")
    refused(
        command("receipt", world.house, world.receipt, "--out", out, "--language", "tlh"), "queste lingue"
    )
    refused(
        command("receipt", world.house, world.receipt, "--out", out, "--layout", "terzi"), "si stampa così"
    )
