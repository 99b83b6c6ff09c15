"""Sample screens with invented data, made of every piece there is."""

from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QPageSize, QPdfWriter, QTextDocument
from PySide6.QtWidgets import QWidget

from millegiorni_desk.errors import StorageFailed
from millegiorni_desk.ui import look, sparklines, tokens
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Card, Comparison, EmptyState, Entry, EntryList, Notice, Side
from millegiorni_desk.ui.charts import Bar, BarChart, ColumnChart, EnvelopeBar
from millegiorni_desk.ui.chips import ChipGroup
from millegiorni_desk.ui.confirm import TypedConfirm
from millegiorni_desk.ui.figure_tile import Figure
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
)  # fmt: skip
from millegiorni_desk.ui.labels import HouseTag, Pill, label
from millegiorni_desk.ui.page import Columns, Page, Stack
from millegiorni_desk.ui.preview import PdfPreview
from millegiorni_desk.ui.tables import Column, Row, Source, Table
from millegiorni_desk.ui.tasks import TaskBar


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


def receipt() -> bytes:
    """A made-up receipt, set in memory."""
    document = QTextDocument()
    document.setDefaultFont(look.font(tokens.SMALL))
    document.setHtml(
        "<h2>Ricevuta di dote di inclusione BAR-2025-A/0042</h2>"
        "<p>Io sottoscritta <b>Fatima El Idrissi</b>, nata il 12/03/1994 in Marocco, ricevo la somma di</p>"
        "<h1>€ 151,65</h1><p>(centocinquantuno/65) per utenze domestiche</p>"
        "<p dir='rtl'>أنا الموقعة أدناه أستلم المبلغ</p>"
    )
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(96)
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A5))
    document.print_(writer)
    del writer
    return bytes(buffer.data().data())


class Dote(Page):
    """A grant with its envelope and its receipt beside it."""

    def __init__(self) -> None:
        super().__init__("Nuova dote")
        card = Card()
        form = Form()
        form.add(
            "why", ChipGroup("Per che cosa", _codes("Kit neonato", "Utenze", "Alimenti"), number=1)
        ).set_value("Utenze")
        amount = form.add("amount", MoneyField("Importo", large=True))
        amount.set_value(15165)
        amount.beside.setText("centocinquantuno/65")
        bar = EnvelopeBar("Busta di Barrito, utenze")
        bar.show_money(260000, 139570, 15165, "restano 1.204,30 €, dopo questa 1.052,65 €")
        form.add_widget(
            label("Busta di Barrito, utenze:  restano 1.204,30 €  →  1.052,65 €", "small", wrap=True)
        )
        form.add_widget(bar)
        over = EnvelopeBar("Busta di Barrito, trasporti")
        over.show_money(20000, 15000, 15165, "mancano 101,65 €")
        form.add_widget(label("Busta di Barrito, trasporti:  mancano 101,65 €", "danger", wrap=True))
        form.add_widget(over)
        card.add(form)
        preview = PdfPreview("Ricevuta")
        preview.show_pdf(receipt())
        self.add(Columns(card, preview), 1)
        self.foot.say("Bozza salvata alle 14:32")
        self.foot.add(Button("Registra senza stampare", nothing))
        self.foot.add(Button("Registra e stampa", nothing, kind="primary", keys="Ctrl+P", icon="print"))


class People(Page):
    """A long list, work that failed, and a typed confirmation."""

    def __init__(self) -> None:
        super().__init__("Persone")
        columns = (
            Column("name", "Nome"),
            Column("born", "Nata il", "date", 120),
            Column("seen", "Ultimo accesso", "date", 140),
            Column("accesses", "Accessi", "number", 100),
        )
        table = Table("Persone", columns, Source(lambda: 10_000, self._rows))
        work = TaskBar()
        work.show_problem(
            StorageFailed("Il disco è pieno. I 3 accessi restano qui al sicuro. Libera 2 MB e riprova.")
        )
        self.add(work)
        card = Card()
        card.add(SearchField("Cerca una persona", large=False))
        card.add(table, 1)
        erase = TypedConfirm(
            "Cancella la scheda", "I suoi dati spariscono da tutte le postazioni. Non si torna indietro.",
            "CANCELLA", "Cancella per sempre", nothing, nothing,
        )  # fmt: skip
        self.add(Columns(card, erase, stretch=(3, 2)), 1)

    @staticmethod
    def _rows(offset: int, limit: int) -> list[Row]:
        last = min(offset + limit, 10_000)
        return [
            {
                "id": at,
                "name": f"Persona {at + 1}",
                "born": "1994-03-12",
                "seen": "2025-11-04",
                "accesses": at % 17,
            }
            for at in range(offset, last)
        ]


class Monitoring(Page):
    """Figures with their denominators, bars, months, and wellbeing over time."""

    def __init__(self) -> None:
        super().__init__("Monitoraggio")
        self.set_state("gennaio – dicembre 2025", "quiet")
        figures = []
        for words, value, counts, share in (
            ("Accessi", "8.367", "in 8 case", 0.93),
            ("Persone", "3.518", "contate una volta", 0.88),
            ("Percorsi", "78", "62 con carico di cura", 0.78),
            ("Doti", "46.556,88 €", "307 doti", 0.97),
        ):
            figures.append(Figure(words))
            figures[-1].show_value(value, counts, share)
        needs = Card("Fragilità nei percorsi")
        bars = [
            Bar("Carico di cura", 62, "62/78 · 79 %", 60, "care"),
            Bar("Difficoltà economiche e lavorative", 53, "53/78 · 68 %", 50, "work"),
            Bar("Lingua e cultura", 31, "31/78 · 40 %", key="language"),
            Bar("Salute", 12, "12/78 · 15 %", key="health"),
        ]
        needs.add(BarChart("Fragilità nei percorsi", bars, whole=78))
        wellbeing = Card("Benessere nel tempo")
        wellbeing.add(
            sparklines.Sparklines(
                "Benessere nel tempo",
                [
                    sparklines.Line("Salute", (3, 4, 4, 6, 7), "7 su 10"),
                    sparklines.Line("Cibo e casa", (2, 2, 5, None, 6), "6 su 10"),
                    sparklines.Line("Sicurezza", (5, 5, 4, 6, 6), "6 su 10"),
                    sparklines.Line("Relazioni", (1, 3, None, 5, 8), "8 su 10"),
                    sparklines.Line("Cura dei piccoli", (6, 6, 7, 7, 9), "9 su 10"),
                ],
            )
        )
        months = Card("Accessi per mese")
        accesses = (612, 655, 701, 688, 742, 690, 510, 301, 744, 812, 864, 748)
        names = ("gen", "feb", "mar", "apr", "mag", "giu", "lug", "ago", "set", "ott", "nov", "dic")
        months.add(
            ColumnChart("Accessi per mese", [Bar(n, c, str(c)) for n, c in zip(names, accesses, strict=True)])
        )
        self.add(Columns(*figures, fold_under=700))
        self.add(Columns(Stack(needs, months), wellbeing, stretch=(3, 2)))
