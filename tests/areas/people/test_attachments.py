"""Documents kept in the vault: what is taken, how large, whole when read, and never a file of its own."""

from __future__ import annotations

import base64
import hashlib
import io
import itertools
import os
import zipfile
from pathlib import Path

import pytest

from millegiorni_desk.areas.people import attachments, media, service
from millegiorni_desk.areas.people.records import Person
from millegiorni_desk.errors import InvalidValue, NotAllowed, VaultDamaged, WorldError
from millegiorni_desk.vault.permissions import Role
from millegiorni_desk.vault.vault import Vault

PDF = b"%PDF-1.7\n" + b"x" * 100
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40


def office(*names: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return made.getvalue()


DOCX = office("[Content_Types].xml", "word/document.xml")


@pytest.fixture
def joy(vault: Vault) -> Person:
    return service.add(vault, Person(house="", name="Joy"))


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (PDF, media.PDF),
        (PNG, media.PNG),
        (b"\xff\xd8\xff\xe0 jpeg", media.JPEG),
        ("Perù, caffè\r\n".encode(), media.TEXT),
        ("caffè".encode("cp1252"), media.TEXT),
        ("مرحبا".encode(), media.TEXT),
        (DOCX, media.DOCX),
        (office("[Content_Types].xml", "xl/workbook.xml"), media.XLSX),
        (office("[Content_Types].xml", "xl/workbook.xml", "xl/vbaProject.bin"), ""),
        (office("payload.exe"), ""),
        (DOCX[:40], ""),
        (b"MZ\x90\0 program", ""),
        (b"\x7fELF\2\1", ""),
        (b"MZ\x90\0" + PDF, ""),
        (b"GIF89a\x01\0\x01\0", ""),
        (b"#!/bin/sh\nrm -r /\n", ""),
        (b"<!DOCTYPE html><script>", ""),
        (b"<svg onload=x>", ""),
        (b"   \n", ""),
        (b"", ""),
    ],
    # By number: an archive's bytes hold the hour, and every worker must name the cases alike.
    ids=itertools.count(),
)
def test_the_kind_is_told_from_the_bytes(content: bytes, kind: str) -> None:
    assert media.media_type(content, "documento.pdf") == kind


def test_text_that_a_system_would_run_is_no_text() -> None:
    assert media.media_type(b"del *.*", "pulizia.BAT") == ""
    assert media.media_type(b"del *.*", "pulizia.txt") == media.TEXT


@pytest.mark.parametrize(
    ("name", "kind", "safe"),
    [
        ("Permesso di soggiorno.pdf", media.PDF, "Permesso di soggiorno.pdf"),
        ("foto.pdf.exe", media.PDF, "foto.pdf.exe.pdf"),
        ("../../etc/passwd", media.TEXT, "passwd.txt"),
        ("C:\\temp\\a.jpeg", media.JPEG, "a.jpeg"),
        ("rep\u202efdp.exe", media.PDF, "repfdp.exe.pdf"),
        ("a\nb\0.png", media.PNG, "ab.png"),
        ("CON.txt", media.TEXT, "_CON.txt"),
        ("", media.PNG, "documento.png"),
        ("x" * 300 + ".pdf", media.PDF, "x" * 116 + ".pdf"),
        ("فاطمة.pdf", media.PDF, "فاطمة.pdf"),
    ],
)
def test_a_name_is_made_safe_for_any_system(name: str, kind: str, safe: str) -> None:
    assert media.safe_name(name, kind) == safe


def test_what_is_put_in_comes_out_whole(vault: Vault, joy: Person) -> None:
    content = b"%PDF-" + os.urandom(attachments.PART_BYTES * 2 + 7)
    kept = attachments.add(vault, joy.id, "esito.pdf", content, " analisi ")
    assert (kept.size, kept.media_type, kept.notes) == (len(content), media.PDF, "analisi")
    assert kept.sha256 == hashlib.sha256(content).hexdigest()
    assert vault.scalar("SELECT count(*) FROM attachment_part WHERE attachment_id = :id", id=kept.id) == 3
    assert attachments.read(vault, kept.id, "preview") == content
    noted = vault.query("SELECT action, detail FROM audit ORDER BY n DESC LIMIT 1")[0]
    assert noted["action"] == "attachment.preview" and "esito" not in noted["detail"]


def test_taken_off_and_put_back(vault: Vault, joy: Person) -> None:
    kept = attachments.add(vault, joy.id, "esito.pdf", PDF)
    attachments.edit(vault, kept.id, voided=True)
    assert attachments.of_person(vault, joy.id) == []
    attachments.edit(vault, kept.id, voided=False, notes="di maggio")
    (back,) = attachments.of_person(vault, joy.id)
    assert back.notes == "di maggio" and attachments.read(vault, back.id, "save") == PDF


@pytest.mark.parametrize("damage", ["gone", "changed", "garbled"])
def test_a_document_that_is_not_whole_is_never_shown(vault: Vault, joy: Person, damage: str) -> None:
    kept = attachments.add(vault, joy.id, "esito.pdf", PDF + os.urandom(attachments.PART_BYTES))
    other = base64.b64encode(b"y" * attachments.PART_BYTES).decode()
    with vault.save("test"), vault.connection() as raw:
        if damage == "gone":
            raw.execute("UPDATE attachment_part SET attachment_id = 'x' WHERE n = 1")
        else:
            raw.execute(
                "UPDATE attachment_part SET data = ? WHERE n = 0", (other if damage == "changed" else "°°",)
            )
    with pytest.raises(VaultDamaged):
        attachments.read(vault, kept.id, "save")


def test_too_large_too_many_empty_and_odd_are_refused(
    vault: Vault, joy: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    for content, words in (
        (b"", "vuoto"),
        (b"%PDF-" + b"x" * attachments.MOST_BYTES, "troppo grande: 11 MB"),
        (b"MZ\x90\0", "non si può allegare"),
    ):
        with pytest.raises(InvalidValue, match=words) as refused:
            attachments.add(vault, joy.id, "a.pdf", content)
        assert refused.value.field == "file"
    monkeypatch.setattr(attachments, "MOST_OF_PERSON", 150)
    first = attachments.add(vault, joy.id, "a.pdf", PDF)
    attachments.edit(vault, first.id, voided=True)
    with pytest.raises(InvalidValue, match="supererebbero"):
        attachments.add(vault, joy.id, "b.pdf", PDF)
    assert vault.scalar("SELECT count(*) FROM attachment") == 1


def test_a_file_is_read_where_it_lies(vault: Vault, joy: Person, tmp_path: Path) -> None:
    file = tmp_path / "permesso.pdf"
    file.write_bytes(PDF)
    assert attachments.add_file(vault, joy.id, file).name == "permesso.pdf"
    assert file.read_bytes() == PDF
    with pytest.raises(WorldError, match="non c'è"):
        attachments.add_file(vault, joy.id, tmp_path / "nulla.pdf")
    with pytest.raises(InvalidValue):
        attachments.add_file(vault, joy.id, tmp_path)
    os.truncate(file, attachments.MOST_BYTES + 5)
    with pytest.raises(InvalidValue, match="troppo grande"):
        attachments.add_file(vault, joy.id, file)


def test_a_pipe_is_not_waited_for(vault: Vault, joy: Person, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.pdf")
    with pytest.raises(InvalidValue):
        attachments.add_file(vault, joy.id, tmp_path / "pipe.pdf")


def test_who_may_not_edit_neither_adds_nor_takes_a_copy(vault: Vault, joy: Person) -> None:
    kept = attachments.add(vault, joy.id, "esito.pdf", PDF)
    vault.roles = [Role.ADMINISTRATOR]
    for act in (
        lambda: attachments.add(vault, joy.id, "b.pdf", PDF),
        lambda: attachments.read(vault, kept.id, "save"),
        lambda: attachments.read(vault, kept.id, "preview"),
        lambda: attachments.of_person(vault, joy.id),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_nothing_of_it_lies_beside_the_vault_in_clear(
    vault: Vault, joy: Person, tmp_path: Path, temporary_folder: Path, home: Path
) -> None:
    marker = b"documento riservatissimo"
    kept = attachments.add(vault, joy.id, "nota.txt", marker * 50)
    assert attachments.read(vault, kept.id, "preview") == marker * 50
    encoded = base64.b64encode(marker * 50)[:24]
    for folder in (tmp_path, temporary_folder, home):
        for path in folder.rglob("*"):
            if path.is_file():
                found = path.read_bytes()
                assert marker not in found and encoded not in found, path
