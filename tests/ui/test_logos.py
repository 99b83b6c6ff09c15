"""*Rete, loghi*: a picture is added, put in order, taken away and put back, on the coordination's screen."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from millegiorni_desk.app import coordination
from millegiorni_desk.app.network.logos import LogosSection
from millegiorni_desk.app.network.page import NetworkPage
from millegiorni_desk.flows.desk import create_network
from millegiorni_desk.network import logos
from millegiorni_desk.ui.shell import Shell
from millegiorni_desk.ui.tasks import wait_for_all
from millegiorni_desk.vault.opening import FirstUser
from millegiorni_desk.vault.permissions import Role
from millegiorni_desk.vault.vault import Vault
from tests.network.pictures import SVG, png
from tests.ui.spoken import nameless


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    exchange = tmp_path / "scambio"
    exchange.mkdir()
    irene = FirstUser("irene", "Irene", (Role.COORDINATOR,), "cinque parole a caso qui")
    made, _ = create_network(tmp_path / "rete", "Torino", irene, str(exchange))
    yield made
    made.close()


def test_marks_are_added_ordered_and_taken_away(
    qtbot: QtBot, vault: Vault, window: Callable[[QWidget], QWidget], tmp_path: Path
) -> None:
    shell = Shell("Torino", "Irene")
    coordination.pages(vault, shell)
    shell.resize(1366, 768)
    window(shell)
    page = shell.open("network", "logos")
    assert isinstance(page, NetworkPage)
    section = page.parts.section("logos")
    assert isinstance(section, LogosSection)
    (tmp_path / "uno.png").write_bytes(png())
    (tmp_path / "due.svg").write_bytes(SVG)
    (tmp_path / "tre.png").write_bytes(b"PK")
    section.add_logo()
    assert section.form.fields["file"].problem or section.form.fields["name"].problem
    section.form.set_values({"name": "Tre", "file": str(tmp_path / "tre.png")})
    section.add_logo()
    assert "PNG, JPEG o SVG" in section.form.fields["file"].problem
    for name, file in (("Uno", "uno.png"), ("Due", "due.svg")):
        section.form.set_values({"name": name, "file": str(tmp_path / file)})
        section.add_button.click()
    assert [one.name for one in logos.every(vault)] == ["Uno", "Due"]
    assert page.parts.entries["logos"].accessibleName() == "Loghi sui volantini, 2 loghi"
    assert not nameless(page)
    section.table.view.selectRow(1)
    assert not section.down_button.isEnabled()
    section.up_button.click()
    assert [one.name for one in logos.every(vault)] == ["Due", "Uno"]
    assert section.table.current()["name"] == "Due" and not section.up_button.isEnabled()
    section.remove_button.click()
    assert [one.name for one in logos.every(vault)] == ["Uno"]
    shell.toast.undo_last()
    assert [one.name for one in logos.every(vault)] == ["Due", "Uno"]
    section.form.set_values({"name": "Via", "file": str(tmp_path / "non c'è.png")})
    section.add_logo()
    assert section.work.problem is not None
    assert wait_for_all()
