"""What people mistype on the command line: one sentence, the right exit code, nothing changed."""

from pathlib import Path

import pytest

from millegiorni_desk.flows import desk

from . import furnished
from .conftest import Command, refused, state
from .furnished import World

YEAR = ("--from", "2025-01-01", "--to", "2025-12-31")


def test_a_passphrase_that_is_not_the_one(world: World, command: Command, machine: Path) -> None:
    before = state(world.house)
    (machine / "frase").write_text("non è questa la frase\n")
    refused(command("verify", world.house), "frase segreta", "riprova")
    refused(command("verify", world.house, user="nessuno"), "frase segreta")
    assert state(world.house) == before


@pytest.mark.parametrize("content", [b"", b"\n", b"   \ncinque parole a caso qui\n"])
def test_an_empty_passphrase_file(content: bytes, world: World, command: Command, machine: Path) -> None:
    (machine / "frase").write_bytes(content)
    refused(command("verify", world.house), "passphrase_file non ha niente nella prima riga", "scrivi lì")


@pytest.mark.parametrize("content", [b"\xff\xfe\x00\n", None])
def test_an_unreadable_passphrase_file(
    content: bytes | None, world: World, command: Command, machine: Path
) -> None:
    if content is None:
        (machine / "frase").unlink()
    else:
        (machine / "frase").write_bytes(content)
    refused(command("verify", world.house), "non riesco a leggere", "passphrase_file", "controlla")


def test_a_passphrase_file_from_a_windows_editor(world: World, command: Command, machine: Path) -> None:
    (machine / "frase").write_bytes(b"\xef\xbb\xbf" + furnished.PASSPHRASE.encode() + b"\r\n")
    assert command("verify", world.house).code == 0


def test_a_folder_that_is_no_vault(world: World, command: Command, tmp_path: Path) -> None:
    (tmp_path / "vuota").mkdir()
    (tmp_path / "lettera").write_text("x")
    refused(command("verify", tmp_path / "nessuna"), "non trovo la cartella")
    refused(command("verify", tmp_path / "vuota"), "non c'è un archivio")
    refused(command("verify", tmp_path / "lettera"), "non trovo la cartella")
    assert list((tmp_path / "vuota").iterdir()) == []


def test_a_vault_that_is_open_elsewhere(world: World, command: Command) -> None:
    with desk.open_desk(world.house, "lucia", furnished.PASSPHRASE):
        refused(command("verify", world.house), "già aperto")
    assert command("verify", world.house).code == 0


@pytest.mark.parametrize(
    ("number", "word"),
    [
        ("BAR-2025-B/9999", "non è in questo archivio"),
        ("../../etc/passwd", "non è un numero"),
        ("", "non è un numero"),
        ("BAR-2025-B/" + "9" * 40, "non è un numero"),
        ("BAR-2025-B/٠٠٠١", "non è un numero"),
    ],
)
def test_a_receipt_that_is_not_there(
    number: str, word: str, world: World, command: Command, tmp_path: Path
) -> None:
    refused(command("receipt", world.house, number, "--out", tmp_path / "r.pdf"), word)
    assert not (tmp_path / "r.pdf").exists()


@pytest.mark.parametrize("out", [".", "/", "lettera/r.pdf", "n" * 300])
def test_a_paper_that_cannot_be_written_is_not_a_copy_the_next_time(
    out: str, world: World, command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The receipt's first print is the original: a failed one must not use it up."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "lettera").write_text("x")
    before = state(world.house)
    refused(command("receipt", world.house, world.receipt, "--out", out))
    assert state(world.house) == before
    assert (tmp_path / "lettera").read_text() == "x"


def test_an_account_of_an_unknown_fund_and_of_no_days(world: World, command: Command) -> None:
    here = world.coordinator
    refused(command("account", here, "--fund", "BOH", *YEAR, user="marta"), "«boh»", "ubi")
    days = ("--from", "2025-12-31", "--to", "2025-01-01")
    refused(command("account", here, "--fund", "UBI", *days, user="marta"), "periodo")
    refused(command("account", world.house, "--fund", "UBI", *YEAR), "il tuo ruolo")


def test_an_account_on_the_screen_says_who_by_code_or_by_name(world: World, command: Command) -> None:
    asked = ("account", world.coordinator, "--fund", "ubi", *YEAR)
    coded, named = command(*asked, user="marta"), command(*asked, "--full-names", user="marta")
    assert (coded.code, named.code) == (0, 0)
    assert "Fatima" in named.out and "Fatima" not in coded.out


def test_a_report_of_no_days_and_of_an_impossible_day(world: World, command: Command) -> None:
    refused(command("report", world.house, "--from", "2025-12-31", "--to", "2025-01-01"), "periodo")
    refused(command("report", world.house, "--from", "2025-02-30", "--to", "2025-03-01"), "--from", code=2)
    refused(command("report", world.house, *YEAR, "--json", world.exchange), "è una cartella")


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (("BAR", "NOPE", "100"), "NOPE"),
        (("TORINO", "UBI", "100"), "TORINO"),
        (("BAR", "UBI", "cento"), "cento"),
        (("BAR", "UBI", "0"), "più di zero"),
        (("BAR", "UBI", "99999999999999999999"), "più grande"),
        (("BAR", "UBI", "100", "--line", "Pannolini"), "voci"),
    ],
)
def test_money_that_cannot_be_allocated(
    arguments: tuple[str, ...], word: str, world: World, command: Command
) -> None:
    before = state(world.coordinator, "marta")
    refused(command("network", world.coordinator, "allocate", *arguments, user="marta"), word)
    assert state(world.coordinator, "marta") == before


@pytest.mark.parametrize(
    ("code", "name"), [("BAR", "x"), ("b r", "x"), ("À", "x"), ("X" * 17, "x"), ("CEC", " ")]
)
def test_a_house_that_cannot_be_added(code: str, name: str, world: World, command: Command) -> None:
    before = state(world.coordinator, "marta")
    refused(command("network", world.coordinator, "add-house", code, name, user="marta"))
    assert state(world.coordinator, "marta") == before


def test_what_a_role_does_not_permit(world: World, command: Command, tmp_path: Path) -> None:
    for arguments in (
        (world.house, "add-house", "CEC", "Cecchi Point"),
        (world.house, "invite", "BAR", "--out", tmp_path / "i.json"),
        (world.house, "approve", "--yes"),
    ):
        refused(command("network", *arguments), "ruolo")


def test_a_decision_on_people_who_are_not_there(world: World, command: Command) -> None:
    before = state(world.coordinator, "marta")
    decide = ("people", world.coordinator, "decide", "a", "b")
    refused(command(*decide, "same", user="marta"), "scheda")
    refused(command(*decide, "boh", user="marta"), "stessa persona")
    assert state(world.coordinator, "marta") == before


def test_a_new_vault_where_none_can_be(world: World, command: Command, tmp_path: Path) -> None:
    (tmp_path / "lettera").write_text("x")
    create = ("--network", "Rete", "--user", "ada")
    refused(command("create", world.house, *create), "non è vuota")
    refused(command("create", tmp_path / "lettera", *create), "non posso usare")
    refused(command("create", tmp_path / "lettera" / "v", *create), "non riesco a creare")
    refused(command("create", tmp_path / "v", "--network", " ", "--user", "ada"), "nome alla rete")
    refused(command("create", tmp_path / "v", "--network", "Rete", "--user", "due parole"), "una parola sola")
    assert not (tmp_path / "v").exists()
    assert (tmp_path / "lettera").read_text() == "x"


def test_an_exchange_that_is_not_there(world: World, command: Command, tmp_path: Path) -> None:
    (tmp_path / "lettera").write_text("x")
    before = state(world.house)
    for place in (tmp_path / "chiavetta", tmp_path / "lettera"):
        refused(command("sync", world.house, "--exchange", place), "al sicuro")
    refused(command("sync", world.house, "--exchange", "ftp://x"), "punto di scambio")
    assert state(world.house) == before
    assert command("sync", world.house).code == 0, "the place that worked is still the one remembered"


def test_a_backup_in_the_wrong_place(world: World, command: Command, tmp_path: Path) -> None:
    (tmp_path / "lettera").write_text("x")
    refused(command("backup", world.house, "--out", world.exchange), "non è vuota")
    refused(command("backup", world.house, "--out", tmp_path / "lettera" / "copia"), "l'originale è intatto")


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (("volare",), "comando"),
        (("verify",), "manca"),
        (("report", "x", "--from", "2025-01-01"), "--to"),
        (("verify", "x", "--forte"), "--forte"),
        (("demo", "--scale", "0"), "--scale"),
    ],
)
def test_wrong_usage_is_told_in_italian(arguments: tuple[str, ...], word: str, command: Command) -> None:
    refused(command(*arguments), word, code=2)


def test_a_fault_of_ours_tells_where_and_never_what(
    world: World, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Invariant 6: what someone typed is in no crash report."""
    from millegiorni_desk.flows import checking

    def fail(*_: object) -> None:
        try:
            raise KeyError("Fatima El Idrissi")
        except KeyError as error:
            raise ValueError("via Tepice 23") from error

    monkeypatch.setattr(checking, "faults", fail)
    told = command("verify", world.house)
    assert told.code == 70
    assert "ValueError" in told.err and "KeyError" in told.err and "test_command_line.py" in told.err
    assert "Fatima" not in told.err and "Tepice" not in told.err
    assert "Errore nostro" in told.err or "errore nostro" in told.err
