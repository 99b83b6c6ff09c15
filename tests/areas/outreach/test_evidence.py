"""The funders' visibility: files that stay whole in the vault, in one list, handed over with an index."""

import base64
import os
import zipfile
from datetime import date
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from millegiorni_desk.areas.meetings.records import Meeting
from millegiorni_desk.areas.outreach import evidence, evidence_export, figures, materials, named, posts
from millegiorni_desk.areas.outreach.records import EvidencePart, Material, Post
from millegiorni_desk.areas.people import stored_files
from millegiorni_desk.errors import InvalidValue, NotAllowed, StorageFailed, VaultDamaged
from millegiorni_desk.vault.permissions import Role
from millegiorni_desk.vault.vault import Vault

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40
DAY = date(2025, 3, 3)


@pytest.fixture
def flyer(vault: Vault) -> str:
    return materials.add(vault, Material(kind="flyer", title="Volantino", on_date=DAY, copies=5)).id


def test_a_file_is_whole_when_read_and_noted_when_it_leaves(
    vault: Vault, flyer: str, funders: tuple[str, str]
) -> None:
    content = b"%PDF-" + os.urandom(stored_files.PART_BYTES * 2 + 7)
    kept = evidence.add(
        vault, flyer, "C:\\Foto\\volantino\u202egpj.exe", content, funders[0], " col  marchio "
    )
    assert (kept.media_type, kept.notes, kept.added_by) == ("application/pdf", "col marchio", "Marta")
    assert kept.name == "volantinogpj.exe.pdf"
    assert evidence.read(vault, kept.id, "preview") == content == evidence.read(vault, kept.id, "save")
    actions = vault.query("SELECT action FROM audit WHERE action LIKE 'evidence.%' ORDER BY n")
    assert [row["action"] for row in actions] == ["evidence.add", "evidence.preview", "evidence.save"]
    assert evidence.counts(vault, [flyer, "other"]) == {flyer: 1}


def test_what_is_not_kept_is_said(vault: Vault, flyer: str) -> None:
    for about, content, funder, field in (
        ("nothing", PNG, "", "about"),
        (flyer, PNG, "nobody", "funder_id"),
        (flyer, b"", "", "file"),
        (flyer, b"MZ\x90\0 program", "", "file"),
        (flyer, b"%PDF-" + b"x" * stored_files.MOST_BYTES, "", "file"),
    ):
        with pytest.raises(InvalidValue) as told:
            evidence.add(vault, about, "x.png", content, funder)
        assert told.value.field == field
    assert evidence.of_funder(vault) == []


def test_one_thing_has_only_so_much(vault: Vault, flyer: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evidence, "MOST_OF_ONE", len(PNG) * 2)
    evidence.edit(vault, evidence.add(vault, flyer, "1.png", PNG).id, voided=True)
    evidence.add(vault, flyer, "2.png", PNG)
    with pytest.raises(InvalidValue, match="supererebbero"):
        evidence.add(vault, flyer, "3.png", PNG)


def test_a_changed_part_is_told(vault: Vault, flyer: str) -> None:
    kept = evidence.add(vault, flyer, "foto.png", PNG)
    with vault.save("test") as session:
        part = vault.query("SELECT id FROM evidence_part")[0]["id"]
        found = session.get(EvidencePart, part)
        assert found is not None
        found.data = base64.b64encode(PNG[:-1] + b"x").decode()
    with pytest.raises(VaultDamaged, match="non è arrivato intero"):
        evidence.read(vault, kept.id, "preview")


def test_a_funder_has_its_own_and_what_shows_all(vault: Vault, flyer: str, funders: tuple[str, str]) -> None:
    told = posts.add(vault, Post(on_date=date(2025, 5, 1), channel="web", title="Sito")).id
    with vault.save("test") as session:
        meeting = Meeting(house_code="BAR", title="Massaggio", on_date=date(2024, 5, 1), state="held")
        session.add(meeting)
    for about, funder, name in ((flyer, funders[0], "a"), (told, "", "b"), (meeting.id, funders[1], "c")):
        evidence.add(vault, about, f"{name}.png", PNG, funder)
    listed = [(item.evidence.name, item.subject and item.subject.kind) for item in evidence.of_funder(vault)]
    assert listed == [("b.png", "post"), ("a.png", "material"), ("c.png", "meeting")]
    year = named.year(2025)
    assert [item.evidence.name for item in evidence.of_funder(vault, funders[0], year)] == ["b.png", "a.png"]
    assert [item.evidence.name for item in evidence.of_funder(vault, funders[1], year)] == ["b.png"]
    assert [one.evidence for one in figures.by_funder(vault, year)] == [1, 2, 0]


def test_it_can_be_put_right(vault: Vault, flyer: str, funders: tuple[str, str]) -> None:
    kept = evidence.add(vault, flyer, "foto.png", PNG)
    assert evidence.edit(vault, kept.id, funder_id=funders[1], notes="x").funder_id == funders[1]
    with pytest.raises(InvalidValue):
        evidence.edit(vault, kept.id, about="nothing")
    evidence.edit(vault, kept.id, voided=True)
    assert evidence.of_funder(vault) == []
    evidence.edit(vault, kept.id, voided=False)
    assert len(evidence.of_funder(vault)) == 1


def test_a_funder_gets_one_zip_with_an_index(
    vault: Vault, flyer: str, funders: tuple[str, str], tmp_path: Path
) -> None:
    evidence.add(vault, flyer, "foto.png", PNG, funders[0], "=CMD()")
    broken = evidence.add(vault, flyer, "altra.png", PNG + b"2", funders[0])
    with vault.connection() as raw:
        raw.execute("UPDATE evidence_part SET data = 'QQ==' WHERE evidence_id = ?", (broken.id,))
    made = evidence_export.export(vault, tmp_path / "prove.zip", funders[0])
    assert (made.files, made.broken) == (1, ("002 Volantino.png",))
    with zipfile.ZipFile(made.path) as archive:
        assert sorted(archive.namelist()) == ["001 Volantino.png", "indice.xlsx"]
        assert archive.read("001 Volantino.png") == PNG
        sheet = openpyxl.load_workbook(BytesIO(archive.read("indice.xlsx"))).active
    rows = list(sheet.iter_rows(min_row=5, values_only=True))
    assert [row[0] for row in rows] == ["001 Volantino.png", "002 Volantino.png"]
    assert rows[0][5] == "=CMD()" and sheet.cell(5, 6).data_type == "s"
    assert rows[1][6] == "non arrivato intero"
    assert list(tmp_path.glob("*.part")) == []
    assert vault.scalar("SELECT count(*) FROM audit WHERE action = 'evidence.export'") == 1


def test_a_zip_that_cannot_be_written_leaves_nothing(vault: Vault, flyer: str, tmp_path: Path) -> None:
    with pytest.raises(InvalidValue, match="nessuna prova"):
        evidence_export.export(vault, tmp_path / "prove.zip")
    evidence.add(vault, flyer, "foto.png", PNG)
    with pytest.raises(StorageFailed, match="ci sono ancora tutti"):
        evidence_export.export(vault, tmp_path / "no" / "prove.zip")
    (tmp_path / "prove.zip").mkdir()
    with pytest.raises(StorageFailed):
        evidence_export.export(vault, tmp_path / "prove.zip")
    assert [one.name for one in tmp_path.iterdir() if one.name != "desk"] == ["prove.zip"]


def test_who_only_reads_may_look_and_nothing_else(vault: Vault, flyer: str, tmp_path: Path) -> None:
    kept = evidence.add(vault, flyer, "foto.png", PNG)
    vault.roles = [Role.OPERATOR]
    assert evidence.read(vault, kept.id, "preview") == PNG
    for act in (
        lambda: evidence.read(vault, kept.id, "save"),
        lambda: evidence.add(vault, flyer, "foto.png", PNG),
        lambda: evidence_export.export(vault, tmp_path / "prove.zip"),
    ):
        with pytest.raises(NotAllowed):
            act()
