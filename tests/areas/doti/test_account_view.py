"""The page of the account: counted with a key, saved, kept as a signed copy, and compared with what changed since."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from millegiorni_desk.areas.doti import account_copies, service
from millegiorni_desk.areas.doti import view as doti_view
from millegiorni_desk.areas.doti.records import LedgerEntry
from millegiorni_desk.areas.doti.view.account_page import AccountPage
from millegiorni_desk.ui.shell import Shell
from millegiorni_desk.ui.tasks import wait_for_all
from tests.areas.doti.conftest import DAY, Desk
from tests.ui.spoken import nameless


@pytest.fixture
def shell(qtbot: QtBot, desk: Desk) -> Iterator[Shell]:
    window = Shell("Barrito", "Lucia")
    qtbot.addWidget(window)
    doti_view.pages(desk.vault, window)
    desk.vault.changed.append(window.refresh)
    window.resize(1366, 768)
    window.show()
    yield window
    desk.vault.changed.clear()
    assert wait_for_all()


def opened(shell: Shell) -> AccountPage:
    page = shell.open("account")
    assert isinstance(page, AccountPage)
    return page


def counted(qtbot: QtBot, shell: Shell) -> AccountPage:
    page = opened(shell)
    shell.activateWindow()
    qtbot.waitUntil(shell.isActiveWindow)
    QTest.keyClick(page, Qt.Key.Key_F5)
    qtbot.waitUntil(lambda: not page.papers.work.busy, timeout=20_000)
    return page


def test_the_account_is_made_with_a_key_and_kept_as_a_copy(shell: Shell, desk: Desk, qtbot: QtBot) -> None:
    dote = service.grant(desk.vault, desk.new()).dote
    page = counted(qtbot, shell)
    assert page.form.fields["start"].value().day == date(2025, 1, 1)  # type: ignore[attr-defined]
    assert page.figures.table.model.row(0)["charged"] == 15_165
    page.figures.kind.set_value("doti")
    page.figures._choose()
    assert page.figures.rows.model.row(0)["documents"] == "F2210 · Iren"
    assert not nameless(shell)
    page.note.set_value("inviato")
    page.freeze()
    assert [one.note for one in account_copies.copies(desk.vault)] == ["inviato"]
    page.copies.check()
    assert "senza firma" in page.copies.said.sentence
    page.copies.compare()
    qtbot.waitUntil(lambda: page.copies.said.sentence.startswith("Niente è cambiato"), timeout=20_000)
    service.cancel(desk.vault, dote.id, DAY)
    assert not page.stale.isHidden()
    page.copies.compare()
    qtbot.waitUntil(lambda: page.copies.found is not None, timeout=20_000)
    row = page.copies.changes.model.row(0)
    assert (row["kind"], row["committed"]) == ("Tolta", -15_165)
    assert not nameless(shell)


def test_files_are_offered_under_a_name_that_is_nobodys(shell: Shell, desk: Desk, qtbot: QtBot) -> None:
    service.grant(desk.vault, desk.new())
    page, saved = counted(qtbot, shell), dict[str, bytes]()

    def keep(parent: QWidget, content: bytes, name: str, kind: str) -> Path:
        saved[name] = content
        return Path(name)

    page.papers.save_with = keep
    asked = ((page.save, "xlsx", b"PK"), (page.save, "pdf", b"%PDF"))
    for save, ending, begins in asked:
        save(ending, ending)
        name = f"rendiconto-UBI-2025-01-01-2025-12-31.{ending}"
        qtbot.waitUntil(lambda name=name: name in saved, timeout=20_000)  # type: ignore[misc]
        assert saved[name].startswith(begins)


def test_what_does_not_match_the_ledger_is_said_and_not_shown(shell: Shell, desk: Desk, qtbot: QtBot) -> None:
    astray = LedgerEntry(
        house="BAR",
        line_id=desk.line.id,
        dote_id="not here",
        kind="commit",
        from_account="available",
        to_account="committed",
        amount_cents=1,
        on_date=DAY,
    )
    with desk.vault.save("test") as session:
        session.add(astray)
    page = counted(qtbot, shell)
    assert page.account is None and page.figures.isHidden()
    assert page.papers.work.problem is not None
    assert not any(button.isEnabled() for button in page.buttons)


def test_days_that_cannot_be_are_said_beside_their_field(shell: Shell, desk: Desk) -> None:
    page = opened(shell)
    page.form.set_values({"start": date(2025, 12, 31), "end": date(2025, 1, 1)})
    page.count()
    assert "finisce prima" in page.form.fields["end"].problem
    page.form.fields["start"].clear()
    page.count()
    assert "primo e l'ultimo giorno" in page.form.fields["start"].problem


def test_who_may_not_account_has_no_such_page(desk: Desk, qtbot: QtBot) -> None:
    desk.vault.roles = ["case_manager"]
    window = Shell("Barrito", "Lucia")
    qtbot.addWidget(window)
    doti_view.pages(desk.vault, window)
    assert window.knows("doti") and not window.knows("account")
