"""Every piece on sample screens with invented data, rendered to pictures: a tool for developers."""

import argparse
import os
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEventLoop
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QApplication, QWidget

from millegiorni_desk.ui import theme
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Card, Comparison, EmptyState, Entry, EntryList, Notice, Side
from millegiorni_desk.ui.chips import ChipGroup
from millegiorni_desk.ui.forms import (
    ChoiceField,
    DateField,
    Form,
    MoneyField,
    NoteField,
    NumberField,
    SearchField,
    TextField,
    TickField,
)
from millegiorni_desk.ui.labels import HouseTag, Pill, label
from millegiorni_desk.ui.page import Columns, Page, Stack
from millegiorni_desk.ui.shell import Shell
from millegiorni_desk.ui.tables import Column, Source, Table

PAGES = (
    ("today", "Oggi", "today"),
    ("people", "Persone", "people"),
    ("accesses", "Accessi", "accesses"),
    ("pathways", "Percorsi", "pathways"),
    ("doti", "Doti", "doti"),
    ("meetings", "Incontri", "meetings"),
    ("training", "Formazione", "training"),
    ("outreach", "Comunicazione", "outreach"),
    ("coordination", "Coordinamento", "coordination"),
    ("monitoring", "Monitoraggio", "monitoring"),
)


def _codes(*words: str) -> list[tuple[str, str]]:
    return [(word, word) for word in words]


def nothing() -> None:
    """What the gallery's buttons do."""


class Today(Page):
    """The first screen of the day."""

    def __init__(self) -> None:
        super().__init__("Buongiorno Lucia")
        self.set_state("3 accessi da consegnare")
        who = Card()
        who.add(
            SearchField("Chi è arrivata?", placeholder="Chi è arrivata?   Nome, telefono o codice fiscale")
        )
        who.add_row(
            Button("Accesso anonimo", nothing), Button("Riprendi la bozza di Joy (ieri, 17:52)", nothing)
        )
        recent = Card("Ultime persone")
        people = EntryList("Ultime persone")
        people.show_entries(
            [
                Entry("Fatima El Idrissi", "28ª settimana · ultimo accesso 4 novembre", key="1"),
                Entry("Joy Osas", "figlia di 5 mesi · percorso aperto", key="2"),
                Entry("Rosa Quispe Mamani", "dote kit neonato consegnata ieri", key="3"),
                Entry(
                    "Maria Rossi",
                    "2 figli · invio al consultorio senza risposta",
                    state="12 giorni",
                    kind="warning",
                ),
            ]
        )
        recent.add(people)
        due = Card("Da seguire")
        due.add(HouseTag("Barrito", "#2F6DB5"))
        todo = EntryList("Da seguire")
        todo.show_entries(
            [
                Entry("3 richiami da fare", "la prima: Maria Rossi, solo al mattino"),
                Entry("2 invii senza risposta", "consultorio di via Pellico, nido Il Faro"),
                Entry("1 obiettivo scaduto", "Samira: iscrizione al pediatra"),
            ]
        )
        due.add(todo)
        month = Notice(
            "Il mese di novembre si chiude lunedì: 87 accessi, 4 con dati mancanti.",
            "warning",
            ("Completa", nothing),
        )
        self.add(
            Columns(
                Stack(who, recent), Stack(due, month, Notice("Ultima copia verificata ieri.")), stretch=(5, 4)
            )
        )
        self.body.addStretch(1)


class Access(Page):
    """A new access: who on the left, chips on the right."""

    def __init__(self) -> None:
        super().__init__("Nuovo accesso")
        self.set_state("3 accessi da consegnare")
        who = Card()
        field = SearchField("Chi è arrivata?")
        field.set_text("fatma idri")
        who.add(field)
        found = EntryList("Persone trovate")
        found.show_entries(
            [
                Entry(
                    "Fatima El Idrissi",
                    "12/03/1994 · Marocco · 2 figli",
                    state="stesso suono · stesso telefono",
                ),
                Entry("Fatima Zahra Idrissi", "1991 circa · Marocco", state="cognome simile"),
            ]
        )
        who.add(found)
        who.add_row(
            Button("Nuova scheda con «fatma idri»", nothing, icon="add"), Button("Accesso anonimo", nothing)
        )
        sheet = Card("Fatima El Idrissi, 31 anni")
        sheet.add(Notice("Telefonare solo al mattino, non lasciare messaggi", "warning"))
        sheet.add(label("فاطمة الإدريسي", "muted"))
        self.add(Columns(Stack(who, sheet), self._answers(), stretch=(2, 3)), 1)
        self.foot.say("Bozza salvata alle 14:32")
        self.foot.add(Button("Apri un percorso…", nothing), left=True)
        self.foot.add(Button("Invia a un servizio…", nothing), left=True)
        self.foot.add(Button("Salva", nothing, keys="Ctrl+S"))
        self.foot.add(Button("Salva e nuovo", nothing, kind="primary", keys="Ctrl+Return"))

    @staticmethod
    def _answers() -> QWidget:
        card = Card()
        form = Form()
        channel = ChipGroup(
            "Come è arrivata",
            _codes("Diretto", "Servizi sociali", "Sanità", "Scuola o nido", "Passaparola"),
            number=1,
        )
        form.add("channel", channel).set_value("Diretto")
        needs = _codes(
            "Gravidanza", "Nascita", "Prima infanzia", "Reddito", "Lavoro", "Casa", "Documenti e permessi",
            "Salute", "Nido e scuola", "Lingua",
        )  # fmt: skip
        need = form.add("need", ChipGroup("Che cosa le serve", needs, multiple=True, number=2))
        need.set_value(["Gravidanza", "Documenti e permessi"])
        done = _codes("Ascolto", "Orientamento", "Pratiche", "Aiuto digitale", "Accompagnamento")
        activity = form.add("activity", ChipGroup("Che cosa si è fatto", done, multiple=True, number=3))
        activity.set_value(["Ascolto", "Orientamento"])
        social = ChipGroup("In carico ai servizi", _codes("Sì", "No", "Non so"), number=4)
        social.remember("No", "4 novembre")
        adi = ChipGroup("ADI", _codes("Sì", "No", "Richiesto", "Non so"), number=5)
        form.add_row(social=social, adi=adi)
        form.add(
            "minutes", ChipGroup("Minuti", _codes("10", "15", "20", "30", "45", "60"), number=6)
        ).set_value("20")
        form.add("notes", NoteField("Note", lines=2))
        card.add(form)
        card.body.addStretch(1)
        return card


class Fields(Page):
    """Every field, with and without problems."""

    def __init__(self) -> None:
        super().__init__("Nuova dote")
        self.set_state("Lucia · case manager", "quiet")
        form = Form()
        form.add(
            "why",
            ChipGroup("Per che cosa", _codes("Kit neonato", "Utenze", "Tasse scolastiche", "Trasporti")),
        )
        amount = form.add("amount", MoneyField("Importo", large=True))
        amount.set_value(15165)
        amount.beside.setText("centocinquantuno/65")
        form.add_widget(Notice("La bolletta F2210 è già stata presentata in un'altra casa.", "warning"))
        form.add_row(
            supplier=TextField("Fornitore", placeholder="per esempio Iren"), document=TextField("Documento")
        )
        birth = DateField("Data di nascita", year_alone=True, hint="Se non la sa, basta l'anno.")
        wrong = DateField("Data della bolletta")
        form.add_row(birth=birth, billed=wrong)
        wrong.set_value("31/4/2025")
        wrong.check()
        country = ChoiceField("Cittadinanza", _codes("Marocco", "Nigeria", "Perù"), searchable=True)
        form.add_row(country=country, children=NumberField("Figli", most=15))
        country.set_value("Perù")
        form.add("morning", TickField("Telefonare solo al mattino")).set_value(True)
        left, right = Card(), Card("Niente in attesa")
        left.add(form)
        right.add(
            EmptyState(
                "Nessuna dote questo mese", "Quando ne registri una, la trovi qui.", ("Nuova dote", nothing)
            )
        )
        pills = [
            Pill("fatto"),
            Pill("attende", "quiet"),
            Pill("4 mancanti", "warning"),
            Pill("non letta", "danger"),
        ]
        right.add_row(*pills)
        right.add(
            Notice("La chiavetta è piena. I 3 accessi restano qui al sicuro.", "danger", ("Riprova", nothing))
        )
        self.add(Columns(left, Stack(right), stretch=(6, 5)))
        self.body.addStretch(1)
        self.foot.add(Button("Registra senza stampare", nothing))
        self.foot.add(Button("Registra e stampa", nothing, kind="primary", keys="Ctrl+P", icon="print"))


HOUSES = (
    ("Bagni di via Agliè", 98, 61240),
    ("Barrito", 87, 48015),
    ("San Salvario", 121, 75500),
    ("Officine CAOS", 76, 30290),
    ("Casa nel Parco", 92, 41020),
    ("Cascina Roccafranca", 133, 89075),
    ("Cecchi Point", 81, 36610),
    ("Più SpazioQuattro", 74, 29800),
)


class MonthEnd(Page):
    """A table with its sums, and two records side by side."""

    def __init__(self) -> None:
        super().__init__("Chiusura del mese")
        self.set_state("nessun valore va perso", "info")
        columns = (
            Column("house", "Casa"),
            Column("received", "Accessi ricevuti", "number", 150),
            Column("merged", "Nella rete", "number", 120),
            Column("cents", "Euro impegnati", "money", 150),
            Column("state", "Quadra", width=120),
        )
        rows = [
            {"id": name, "house": name, "received": count, "merged": count, "cents": cents, "state": "sì"}
            for name, count, cents in HOUSES
        ]
        counted = sum(count for _, count, _ in HOUSES)
        table = Table("Case", columns, Source.of(rows))
        euros = sum(cents for *_, cents in HOUSES)
        table.show_sums({"house": "Rete", "received": counted, "merged": counted, "cents": euros})
        card = Card("Prima e dopo")
        card.add(table, 1)
        self.add(card, 1)
        common = {"Servizi sociali": "non in carico"}
        self.add(
            Comparison(
                Side(
                    "Barrito · Lucia · 12 novembre, 10:04",
                    "Fatima El Idrissi",
                    {"Telefono": "333 7149452", **common},
                ),
                Side(
                    "Barrito · Anna · 12 novembre, 16:40",
                    "Fatima El Idrissi",
                    {"Telefono": "333 7149425", **common},
                ),
            )
        )
        for words, keys in (("Tieni la prima", "1"), ("Tieni la seconda", "2"), ("Non so", "N")):
            self.foot.add(Button(words, nothing, keys=keys), left=True)
        self.foot.say("2 di 14 · Z annulla")


SCREENS: dict[str, Callable[[], Page]] = {
    "today": Today,
    "accesses": Access,
    "doti": Fields,
    "coordination": MonthEnd,
}


def build_shell() -> Shell:
    """The window of the gallery: four sample screens, the other entries leading to the first."""
    shell = Shell("Barrito", "Postazione 2 · Lucia")
    for name, words, icon in PAGES:
        shell.register(name, words, icon, SCREENS.get(name, Today))
    shell.set_safety("Salvato alle 14:32", "Copia di ieri verificata")
    shell.set_sync("3 accessi da consegnare")
    return shell


def picture(widget: QWidget) -> QPixmap:
    """*widget* as it is painted once its layout has settled."""
    for _ in range(3):
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 50)
    return widget.grab()


def render(folder: Path) -> list[Path]:
    """Write every sample screen in light, dark and 200 % into *folder*; the files written."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for look, mode, scale in (("light", "light", 100), ("dark", "dark", 100), ("200", "light", 200)):
        theme.apply(mode, scale)
        shell = build_shell()
        shell.resize(1366, 768)
        shell.show()
        for name in SCREENS:
            shell.open(name)
            target = folder / f"{name}-{look}.png"
            picture(shell).save(str(target))
            written.append(target)
        shell.close()
        shell.deleteLater()
    return written


def main() -> None:
    """``python -m millegiorni_desk.ui.gallery --out DIR``."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="folder for the pictures")
    folder = parser.parse_args().out
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = QApplication([])
    for file in render(folder):
        print(file)
    application.quit()


if __name__ == "__main__":
    main()
