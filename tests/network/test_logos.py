"""The marks at the foot of papers: checked by what they hold, ordered, taken away; only the coordination does it."""

import io
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from millegiorni_desk.errors import InvalidValue, NotAllowed
from millegiorni_desk.network import logos
from millegiorni_desk.paper import pictures
from millegiorni_desk.vault.opening import FirstUser, Place
from millegiorni_desk.vault.permissions import Role
from millegiorni_desk.vault.vault import Vault
from tests.network.pictures import SVG, png
from tests.new_vaults import new_vault


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    marta = FirstUser("marta", "Marta", (Role.COORDINATOR,), "cinque parole a caso qui")
    with new_vault(tmp_path / "desk", Place("", 1), marta) as made:
        yield made


def jpeg() -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (60, 30), (10, 200, 90)).save(buffer, "JPEG")
    return buffer.getvalue()


def test_pictures_of_the_three_kinds_are_kept_as_they_are_and_in_order(vault: Vault) -> None:
    made = [logos.add(vault, f" Ente  {n} ", content) for n, content in enumerate((png(), jpeg(), SVG))]
    assert [one.media_type for one in made] == ["image/png", "image/jpeg", "image/svg+xml"]
    assert [one.name for one in logos.every(vault)] == ["Ente 0", "Ente 1", "Ente 2"]
    assert logos.picture(made[1]) == jpeg()
    assert {pictures.ratio(logos.picture(one), one.media_type) for one in made} == {2.0}
    assert [one.name for one in logos.arrange(vault, [made[2].id, made[0].id, "x"])] == [
        "Ente 2",
        "Ente 0",
        "Ente 1",
    ]
    logos.edit(vault, made[0].id, voided=True)
    assert [one.name for one in logos.every(vault)] == ["Ente 2", "Ente 1"]
    logos.edit(vault, made[0].id, voided=False, name="Unipolis")
    assert [one.name for one in logos.every(vault)] == ["Ente 2", "Unipolis", "Ente 1"]
    actions = [row["action"] for row in vault.query("SELECT action FROM audit ORDER BY n")]
    assert actions[-6:] == ["logo.add", "logo.add", "logo.add", "logo.arrange", "logo.edit", "logo.edit"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "PNG, JPEG o SVG"),
        (b"%PDF-1.4", "PNG, JPEG o SVG"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 200_000, "rovinata"),
        (png()[:60], "rovinata"),
        (png(9, 9)[:16] + b"\x00\x01\x00\x00\x00\x01\x00\x00" + png(9, 9)[24:], "rovinata"),
        (jpeg()[:40], "rovinata"),
        (b"\xff\xd8\xff" + os.urandom(100), "rovinata"),
        (os.urandom(logos.MOST_BYTES + 1), "troppo grande"),
        (SVG.replace(b"<rect", b"<script>x</script><rect"), "rovinata"),
        (SVG.replace(b"<rect", b'<image href="https://example.org/x.png"/><rect'), "rovinata"),
        (SVG.replace(b"<rect", b'<use href="file:///etc/passwd"/><rect'), "rovinata"),
        (SVG.replace(b"<rect", b"<text>Unipolis</text><rect"), "tracciati"),
        (SVG.replace(b' viewBox="0 0 120 60"', b""), "rovinata"),
        (b'<!DOCTYPE x [<!ENTITY a "aaaa">]>' + SVG.replace(b"120", b"&a;"), "PNG, JPEG o SVG"),
        (b"<svg><rect/></svg>", "PNG, JPEG o SVG"),
    ],
)
def test_what_cannot_be_printed_is_refused(vault: Vault, content: bytes, said: str) -> None:
    with pytest.raises(InvalidValue, match=said) as refused:
        logos.add(vault, "Ente", content)
    assert refused.value.field == "file"
    assert logos.every(vault) == []


def test_it_has_a_name_is_there_once_and_there_are_not_too_many(vault: Vault) -> None:
    with pytest.raises(InvalidValue, match="di chi è"):
        logos.add(vault, "  ", png())
    logos.add(vault, "Uno", png())
    with pytest.raises(InvalidValue, match="c'è già"):
        logos.add(vault, "Due", png())
    for n in range(1, logos.MOST):
        logos.add(vault, "Uno", png(colour=(n, 0, 0)))
    with pytest.raises(InvalidValue, match="togline uno"):
        logos.add(vault, "Uno", SVG)


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.CASE_MANAGER])
def test_only_the_coordination_changes_them(vault: Vault, role: Role) -> None:
    made = logos.add(vault, "Uno", png())
    vault.roles = [role]
    assert [one.id for one in logos.every(vault)] == [made.id]
    for work in (
        lambda: logos.add(vault, "Due", SVG),
        lambda: logos.edit(vault, made.id, voided=True),
        lambda: logos.arrange(vault, [made.id]),
    ):
        with pytest.raises(NotAllowed):
            work()


@settings(max_examples=150, deadline=None)
@given(st.sampled_from([png(), jpeg(), SVG]), st.integers(0, 400), st.binary(max_size=12))
def test_a_spoilt_picture_never_breaks_what_looks_at_it(content: bytes, at: int, rubbish: bytes) -> None:
    spoilt = content[:at] + rubbish + content[at + len(rubbish) :]
    kind = pictures.media_type(spoilt)
    if kind:
        pictures.has_letters(spoilt)
        try:
            assert pictures.ratio(spoilt, kind) > 0
        except ValueError:
            return
        pictures.drawable(spoilt, kind)
