"""Pictures of the program for the manual: the real window on a copy of the demo's vaults (`make pictures`)."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from millegiorni_desk.app.copies.section import CopiesSection
from millegiorni_desk.app.desk import Desk
from millegiorni_desk.app.month_end.page import MonthEndPage
from millegiorni_desk.app.reporting.page import ReportPage
from millegiorni_desk.app.settings.page import SettingsPage
from millegiorni_desk.areas.accesses.records import Access
from millegiorni_desk.areas.coordination import deadlines, decisions, opening_hours, targets
from millegiorni_desk.areas.coordination.records import (
    Closure,
    Deadline,
    OpeningHours,
    ProjectDecision,
    Target,
)
from millegiorni_desk.areas.doti.view.account_page import AccountPage
from millegiorni_desk.areas.doti.view.new_dote import NewDotePage
from millegiorni_desk.areas.meetings import series
from millegiorni_desk.areas.meetings import service as meetings
from millegiorni_desk.areas.meetings.records import Meeting
from millegiorni_desk.areas.meetings.rules import Repeat
from millegiorni_desk.areas.monitoring.view.quality_page import QualityPage
from millegiorni_desk.areas.outreach import evidence, materials
from millegiorni_desk.areas.outreach import named as outreach
from millegiorni_desk.areas.outreach.records import Material
from millegiorni_desk.areas.pathways.view.pathway_page import PathwayPage
from millegiorni_desk.areas.people import service as people
from millegiorni_desk.areas.people.records import Child, Person
from millegiorni_desk.areas.questions import service as questions
from millegiorni_desk.areas.questions.records import Question
from millegiorni_desk.areas.training.view.period import this_year
from millegiorni_desk.areas.training.view.trainings_page import TrainingsPage
from millegiorni_desk.demo.turin import turin
from millegiorni_desk.flows.desk import open_desk
from millegiorni_desk.network import logos
from millegiorni_desk.network import service as network
from millegiorni_desk.ui import tasks, theme
from millegiorni_desk.ui.dressing import dress
from millegiorni_desk.vault.vault import Vault

OUT = Path(__file__).parents[1] / "docs" / "screenshots"
_SETTLE_MS = 700
_LIKELY = 20_000


@dataclass(frozen=True)
class Picture:
    """One screen: its file, the page with its argument, the look, and what is done before it is taken."""

    name: str
    page: str
    argument: Callable[[Vault], object] = lambda vault: None
    mode: str = "light"
    scale: int = 100
    before: Callable[[Desk], None] = lambda desk: None


def _first(sql: str) -> Callable[[Vault], object]:
    return lambda vault: vault.scalar(sql)


_MOTHER = _first(
    "SELECT person_id FROM child WHERE birth_precision = 'day' ORDER BY birth_date DESC, id LIMIT 1"
)
_PATHWAY = _first("SELECT pathway_id FROM intervention ORDER BY id LIMIT 1")
_WITH_DOTE = _first("SELECT person_id FROM dote ORDER BY id LIMIT 1")


def _two_cards(vault: Vault) -> object:
    born, child = date(1994, 3, 12), date.today() - timedelta(days=110)
    cards = [
        people.add(
            vault,
            Person(
                name=name,
                surname=surname,
                birth_date=born,
                phone="300 111 2223",
                address=address,
                citizenship="MA",
            ),
            [Child(house="", person_id="", name="Yasmine", birth_date=child, gender="F")],
        )
        for name, surname, address in (
            ("Fatima Zahra", "Bennani El Idrissi", "via Nizza 9"),
            ("Fatma", "El Idrissi Bennani", "corso Giulio Cesare 120"),
        )
    ]
    return tuple(card.id for card in cards)


def _wait(milliseconds: int) -> None:
    """As the program itself waits: QTest.qWait would keep from running what is drawn beside the window."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def _settle() -> None:
    """What is read or counted beside the window has arrived, and is laid out."""
    _wait(_SETTLE_MS)
    for _ in range(_LIKELY // _SETTLE_MS):
        if not tasks.busy():
            break
        _wait(_SETTLE_MS)
    _wait(_SETTLE_MS)


def _ask_more(desk: Desk) -> None:
    """Two questions of the network, one of them taken up."""
    for about, kind, label, words in (
        ("access", "choice", "Con che mezzo è arrivata?", ("A piedi", "In autobus o tram", "In auto")),
        ("person", "choices", "Chi l'aiuta con i bambini?", ("Nessuno", "I nonni", "Le vicine")),
        ("meeting", "text", "Com'era la sala?", ()),
    ):
        questions.add(desk.vault, Question(code="", about=about, kind=kind, label=label), words)
    desk.shell.open("questions", "questions")
    _settle()


def _make_copy(desk: Desk) -> None:
    page = desk.shell.built("settings")
    assert isinstance(page, SettingsPage)
    section = page.parts.built["copies"]
    assert isinstance(section, CopiesSection)
    section.copy()
    for _ in range(_LIKELY // _SETTLE_MS):
        _wait(_SETTLE_MS)
        if not section.work.busy and not section.looking and section.listed:
            # What is said at the foot goes away by itself, and would stand before the page.
            desk.shell.toast.hide()
            return
    raise AssertionError("no copy was made")


def _ask_dote(desk: Desk) -> None:
    page = desk.shell.built("new-dote")
    assert isinstance(page, NewDotePage)
    line = next(chip.code for chip in page.form.line.chips if chip.words.endswith("Nascita e cure"))
    page.form.set_values({"expense": "newborn_kit", "amount_cents": 3_000, "line_id": line})
    page.form.set_values({"supplier": "Prénatal", "document": "SC-112"})


def _turn_to_plan(desk: Desk) -> None:
    page = desk.shell.built("pathway")
    assert isinstance(page, PathwayPage)
    page.which.set_value("plan")


def _count_account(desk: Desk) -> None:
    page = desk.shell.built("account")
    assert isinstance(page, AccountPage)
    page.count()


def _make_report(desk: Desk) -> None:
    page = desk.shell.built("report")
    assert isinstance(page, ReportPage)
    page.make()
    for _ in range(_LIKELY // _SETTLE_MS):
        _wait(_SETTLE_MS)
        if page.made is not None and not page.papers.work.busy:
            return
    raise AssertionError("no report was made")


_TRAINING = _first(
    "SELECT t.id FROM training AS t JOIN training_presence AS p ON p.training_id = t.id WHERE t.kind = 'training' "
    "AND t.state = 'held' GROUP BY t.id ORDER BY max(p.minutes) IS NULL, count(*) DESC, t.id LIMIT 1"
)


def _training_year(vault: Vault) -> object:
    """The year of the newest meeting held: that of the demo, whenever the pictures are taken."""
    newest = vault.scalar("SELECT max(on_date) FROM training WHERE state = 'held' AND voided IS 0")
    return this_year(date.fromisoformat(newest)) if newest else None


def _year_of_training(desk: Desk) -> None:
    page = desk.shell.built("trainings")
    assert isinstance(page, TrainingsPage)
    span = _training_year(desk.vault)
    if isinstance(span, tuple):
        page.period.take(span)


def _programme(vault: Vault) -> object:
    """A few weeks of coordination, where the demo has none yet."""
    today = date.today()
    if deadlines.count(vault):
        return "board"
    deadlines.add(
        vault, Deadline(title="Rendiconto intermedio", due_on=today + timedelta(days=4), responsible="Irene")
    )
    late = Deadline(title="Registro degli accessi", due_on=today - timedelta(days=2), house_code="BAR")
    deadlines.add(vault, late)
    told = ProjectDecision(
        on_date=today - timedelta(days=8),
        title="Una sola domanda sull'ADI, fatta a ogni accesso",
        responsible="Tutti gli sportelli",
        due_on=today + timedelta(days=10),
    )
    decisions.add(vault, told)
    for indicator, house, value in (
        ("a1.accesses", "", 8_500), ("a1.accesses", "BAR", 1_200), ("a1.people", "", 3_500), ("a1.women", "", 70),
        ("a2.pathways", "", 90), ("a2.doti_committed", "", 5_000_000),
    ):  # fmt: skip
        wanted = Target(
            indicator=indicator, house_code=house, value=value,
            from_day=date(today.year, 1, 1), to_day=date(today.year, 12, 31),
        )  # fmt: skip
        targets.add(vault, wanted)
    for at, house in enumerate(network.houses(vault)):
        new = OpeningHours(house_code=house.code, weekday=0, opens="9:30", closes="12:30")
        opening_hours.add_hours(vault, [1 + at % 3, 4], new)
    year = today.year
    opening_hours.add_closure(
        vault, Closure(from_day=date(year, 12, 24), to_day=date(year + 1, 1, 6), reason="Festività")
    )
    return "board"


def _late(vault: Vault) -> object:
    """Something is put right in the month that was closed: a day, and what somebody answered."""
    first, second = vault.query(
        "SELECT id, house FROM access WHERE on_date LIKE '2025-12%' ORDER BY id LIMIT 2"
    )
    with vault.save("access.edit") as session:
        session.get_one(Access, first["id"]).on_date = date(2025, 11, 28)
        session.get_one(Access, second["id"]).channel = "word_of_mouth"
    return "closed"


def _compare_month(desk: Desk) -> None:
    page = desk.shell.built("month-end")
    assert isinstance(page, MonthEndPage)
    page.closed.compare()


def _open_check(desk: Desk) -> None:
    page = desk.shell.built("quality")
    assert isinstance(page, QualityPage)
    found = next((one for one in page.quality.found.values() if one.number), None)
    if found is not None:
        page.quality.open(found.check.id)


def _outreach(vault: Vault) -> object:
    """Something was printed, and shows its marks, where the demonstration has no evidence of it."""
    if not vault.scalar("SELECT count(*) FROM evidence"):
        marks, day = list(outreach.funders(vault)), date.today().replace(month=1, day=15)
        made = materials.add(
            vault,
            Material(
                kind="brochure", title="Brochure degli sportelli", on_date=day, copies=4_000, funders=marks
            ),
        )
        evidence.add(vault, made.id, "quarta di copertina.pdf", b"%PDF-1.7", notes="i marchi in fondo")
    return "materials"


def _meetings(vault: Vault) -> object:
    """A month of Barrito, whatever the demo has of it."""
    today = date.today()
    known = {"house_code": "BAR", "place": "Sala grande", "theme": "newborn", "languages": ["it"]}
    first = Meeting(
        **known, title="Massaggio infantile", on_date=today.replace(day=1), starts="10:00", ends="11:30"
    )
    made = series.add(vault, first, Repeat("weekly", times=5))
    for day, title, starts in (
        (3, "Letture ad alta voce", "16:30"),
        (17, "Svezzamento", "17:00"),
        (24, "Festa", "15:00"),
    ):
        other = Meeting(**{**known, "theme": ""}, title=title, on_date=today.replace(day=day), starts=starts)
        made.append(meetings.add(vault, other))
    for one in made:
        if one.on_date < today:
            meetings.hold(vault, one.id, 9, 8)
    meetings.cancel(
        vault,
        meetings.add(vault, Meeting(**known, title="Pediatra", on_date=today.replace(day=28))).id,
        "è malata",
    )
    woman = str(vault.scalar("SELECT id FROM person WHERE house = 'BAR' AND voided IS 0 ORDER BY id LIMIT 1"))
    for one in made:
        if one.on_date < today:
            meetings.sign(vault, one.id, woman, one.on_date)
    return f"{today:%Y-%m}"


def _logos(vault: Vault) -> object:
    """Two marks, as two funders might have them."""
    drawn = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 2 1"><rect width="2" height="1" fill="{}"/></svg>'
    if not logos.every(vault):
        for name, colour in (("Unione Buddhista Italiana", "#8A5A00"), ("Fondazione Unipolis", "#2F6DB5")):
            logos.add(vault, name, drawn.format(colour).encode())
    return "logos"


_MEETING = _first("SELECT meeting_id FROM meeting_attendance WHERE voided IS 0 ORDER BY on_date, id LIMIT 1")


HOUSE = (
    Picture("oggi", "today"),
    Picture("oggi-scuro", "today", mode="dark"),
    Picture("scheda", "person", _WITH_DOTE),
    Picture("scheda-200", "person", _MOTHER, scale=200),
    Picture("scheda-diritti", "person", _MOTHER),
    Picture("nuovo-accesso", "new-access", _WITH_DOTE),
    Picture("nuovo-accesso-scuro", "new-access", _WITH_DOTE, mode="dark"),
    Picture("percorsi", "pathways"),
    Picture("percorso", "pathway", _PATHWAY),
    Picture("percorso-scuro", "pathway", _PATHWAY, mode="dark"),
    Picture("percorsi-scuro", "pathways", mode="dark"),
    Picture("piano", "pathway", _PATHWAY, before=_turn_to_plan),
    Picture("percorso-200", "pathway", _PATHWAY, scale=200),
    Picture("incontri", "meetings", _meetings),
    Picture("incontri-scuro", "meetings", mode="dark"),
    Picture("incontro", "meeting", _MEETING),
    Picture("contatore", "meeting-counter", _MEETING),
    Picture("volantino", "meeting-papers", lambda vault: f"{date.today():%Y-%m}"),
    Picture("foglio-presenze", "meeting-papers", _MEETING),
    Picture("nuova-dote", "new-dote", _WITH_DOTE, before=_ask_dote),
    Picture("dote", "dote", _first("SELECT id FROM dote ORDER BY id LIMIT 1")),
    Picture("ricevute", "receipts"),
    Picture("ricevute-scuro", "receipts", mode="dark"),
    Picture("diritti", "rights"),
    Picture("invii", "referrals"),
    Picture("nuovo-invio", "new-referral", _WITH_DOTE),
    Picture("servizi", "services"),
    Picture("i-suoi-dati", "person-data", _WITH_DOTE),
    Picture("privacy", "privacy"),
    Picture("importa", "import"),
    Picture("utenti", "settings", lambda vault: "users"),
    Picture("registro-delle-operazioni", "settings", lambda vault: "audit"),
    Picture("copie", "settings", lambda vault: "copies", before=_make_copy),
    Picture("unire-schede", "merge-cards", _two_cards),
    # The same two are the pair that waits.
    Picture("schede-simili", "pairs"),
)
COORDINATION = (
    Picture("coordinamento", "coordination", _programme),
    Picture("obiettivi", "coordination", lambda vault: "targets"),
    Picture("orari", "coordination", lambda vault: "hours"),
    Picture("monitoraggio", "monitoring"),
    Picture("monitoraggio-scuro", "monitoring", mode="dark"),
    Picture("chiusura-del-mese", "month-end"),
    Picture("verbale", "month-end", lambda vault: "minutes"),
    Picture("domande", "questions", before=_ask_more),
    Picture("elenchi", "questions", lambda vault: "words"),
    Picture("mesi-chiusi", "month-end", _late, before=_compare_month),
    Picture(
        "mediazione", "mediation", _first("SELECT mediation_id FROM mediation_session ORDER BY id LIMIT 1")
    ),
    Picture("rendiconto", "account", before=_count_account),
    Picture("relazione", "report", before=_make_report),
    Picture("comunicazione", "outreach", _outreach),
    Picture("dati", "quality", before=_open_check),
    Picture("visibilita", "outreach", lambda vault: "visibility"),
    Picture("formazione", "trainings", before=_year_of_training),
    Picture("formazione-incontro", "training", _TRAINING),
    Picture("attestati", "certificates", _TRAINING),
    Picture("chi-lavora-con-noi", "staff", _training_year),
    Picture("reti-e-accordi", "agreements"),
    Picture("loghi", "network", _logos),
)


def take(folder: Path, user: str, passphrase: str, pictures: tuple[Picture, ...]) -> None:
    """Open a copy of the vault in *folder* and take its *pictures*."""
    with tempfile.TemporaryDirectory() as temporary:
        # What the screens say of folders is how a desk would have them, not where the pictures are taken.
        os.environ["HOME"] = temporary
        copy = Path(temporary) / "Documenti" / folder.name
        shutil.copytree(folder, copy, ignore=shutil.ignore_patterns("*.lock"))
        vault = open_desk(copy, user, passphrase)
        desk = Desk(vault, lambda: None)
        dress(desk.shell)
        desk.shell.resize(1366, 768)
        desk.shell.show()
        desk.start()
        for one in pictures:
            theme.apply(one.mode, one.scale)
            if not desk.shell.knows(one.page):
                print(f"{one.name}: not for {user}")
                continue
            desk.shell.open(one.page, one.argument(vault))
            _settle()
            one.before(desk)
            _settle()
            desk.shell.grab().save(str(OUT / f"{one.name}.png"))
            print(one.name)
        desk.close()


def main(demo: Path) -> None:
    """*demo* is the folder that `make demo` filled."""
    application = QApplication([])
    secret = turin().coordinator.passphrase
    take(demo / "houses" / "BAR", "marta", secret, HOUSE)
    take(demo / "coordinator", turin().coordinator.name, secret, COORDINATION)
    application.quit()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
