"""What changed in a closed month: the figures that differ, and the records behind the one that is chosen."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from millegiorni_desk.areas.monitoring.report import Row
from millegiorni_desk.areas.monitoring.subjects import opened_tables, subjects
from millegiorni_desk.flows import devices, difference_words
from millegiorni_desk.flows.closing import since, words
from millegiorni_desk.flows.closing.since import ADDED, CHANGED, GONE, FigureChange, RecordChange, Since
from millegiorni_desk.language import _, plural
from millegiorni_desk.network import service as network
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Card
from millegiorni_desk.ui.labels import label
from millegiorni_desk.ui.tables import Column, Source, Table
from millegiorni_desk.ui.tasks import TaskBar
from millegiorni_desk.ui.wrap import Wrap

if TYPE_CHECKING:
    from millegiorni_desk.ui.shell import Shell
    from millegiorni_desk.vault.vault import Vault

_KINDS = {ADDED: _("arrivata dopo"), CHANGED: _("cambiata"), GONE: _("tolta o spostata")}
Progress = Callable[[int, int, str], None]


class ChangesCard(Card):
    """Figures above, records below; Enter on a figure shows the records behind it, Enter on a record opens it."""

    def __init__(self, vault: Vault, shell: Shell) -> None:
        super().__init__(_("Che cosa è cambiato da allora"))
        self._vault, self._shell = vault, shell
        self.found: Since | None = None
        self._records: list[RecordChange] = []
        self.figures = Table(
            _("Cifre cambiate"),
            [
                Column("title", _("Cifra")),
                Column("part", _("Di che cosa"), width=140),
                Column("was", _("Nel verbale"), "number", 104, words=str),
                Column("now", _("Adesso"), "number", 104, words=str),
                Column("by", _("Differenza"), "number", 104, words=str),
            ],
            empty=_("Nessuna cifra è cambiata."),
            most_rows=8,
            row_height=30,
        )
        self.figures.opened.connect(lambda row: self.show_behind(str(row["indicator"])))
        self.head = label("", "section")
        self.records = Table(
            _("Registrazioni cambiate"),
            [
                Column("kind", _("Che cosa"), width=136),
                Column("record", _("Registrazione"), width=110),
                Column("on", _("Giorno"), "date", 104),
                Column("house", _("Casa"), width=110),
                Column("whose", _("Di chi"), width=150),
                Column("fields", _("Cambiato")),
            ],
            empty=_("Nessuna registrazione di questo mese è cambiata: la differenza viene da altro."),
            most_rows=8,
            row_height=30,
        )
        self.records.opened.connect(self._open)
        self.records.selected.connect(self._tell)
        self.detail = label("", "small", wrap=True)
        self.work = TaskBar()
        self.behind_button = Button(_("Le registrazioni di questa cifra"), self._behind)
        self.all_button = Button(_("Tutte le registrazioni"), self.show_all, kind="quiet")
        for piece in (
            self.figures,
            Wrap(self.behind_button, self.all_button),
            self.work,
            self.head,
            self.records,
        ):
            self.add(piece)

    def show_changes(self, found: Since) -> None:
        """Show what changed since those minutes."""
        self.found = found
        self.figures.show_rows(Source.of([_figure_row(at, one) for at, one in enumerate(found.figures)]))
        self.behind_button.setEnabled(bool(found.figures))
        if found.figures:
            self.figures.view.selectRow(0)
        self.show_all()

    def show_all(self) -> None:
        """Show every record of the month that came or changed."""
        if self.found is not None:
            self._show(list(self.found.records), "")

    def _behind(self) -> None:
        row = self.figures.current()
        if row:
            self.show_behind(str(row["indicator"]))

    def show_behind(self, indicator_id: str) -> None:
        """Show the records that make a figure differ, sought beside the window."""
        vault, found = self._vault, self.found
        if found is None or self.work.busy:
            return
        title = next(one.title for one in found.figures if one.indicator == indicator_id)

        def work(progress: Progress) -> list[RecordChange]:
            return since.behind(vault, found, indicator_id)

        self.work.run(
            _("Cerco le registrazioni"), work, lambda records: self._show(records, title), can_cancel=False
        )

    def _show(self, records: list[RecordChange], title: str) -> None:
        self._records = records
        counted = plural("{n} registrazione", "{n} registrazioni", len(records)).format(n=len(records))
        self.head.setText(f"{title}: {counted}" if title else counted)
        self.records.show_rows(Source(lambda: len(self._records), self._rows))
        self._tell(self.records.current())

    def _tell(self, row: Mapping[str, Any]) -> None:
        """The whole of what changed in a record, and who wrote it last."""
        said = [str(row.get(key, "")) for key in ("record", "whose", "fields")]
        self.detail.setText(
            _("{what}. Scritto da {who}.").format(what=" · ".join(filter(None, said)), who=row["who"])
            if row
            else ""
        )

    def _rows(self, at: int, most: int) -> list[dict[str, object]]:
        return list(record_rows(self._vault, self._records[at : at + most], at))

    def _open(self, row: dict[str, object]) -> None:
        if row.get("page"):
            self._shell.open(str(row["page"]), row["argument"])


def record_rows(vault: Vault, records: list[RecordChange], first: int = 0) -> Iterable[dict[str, object]]:
    """A page of records as rows: whose, what changed in words, by whom."""
    names = {house.code: house.name for house in network.houses(vault)}
    known = opened_tables()
    shown = [one for one in records if one.about[0] in known]
    told = dict(
        zip((one.about for one in shown), subjects(vault, [_as_row(one) for one in shown]), strict=True)
    )
    roster = devices.roster(vault)
    for at, one in enumerate(records, start=first):
        subject = told.get(one.about)
        device = roster.devices.get(one.device)
        when = f"{datetime.fromtimestamp(one.at_ms / 1000, UTC).astimezone():%d/%m/%Y}"
        yield {
            "id": str(at),
            "kind": _KINDS[one.kind],
            "record": difference_words.record_words(one.table),
            "on": one.on,
            "house": names.get(one.house, _("Rete")),
            "whose": subject.words if subject else "",
            "fields": _fields(vault, one),
            "who": " · ".join(
                filter(None, (difference_words.who(vault, one.user), device.name if device else "", when))
            ),
            "page": subject.page if subject else "",
            "argument": subject.argument if subject else "",
        }


def _as_row(one: RecordChange) -> Row:
    return Row(one.about[0], one.about[1], one.house, one.on, "")


def _fields(vault: Vault, one: RecordChange) -> str:
    def said(name: str, value: object) -> str:
        return difference_words.value_words(vault, one.table, name, value)

    return "; ".join(
        f"{difference_words.field_words(name, one.table)}: {said(name, was)} → {said(name, now)}"
        for name, (was, now) in one.fields.items()
    )


def _figure_row(at: int, one: FigureChange) -> dict[str, object]:
    return {
        "id": str(at),
        "indicator": one.indicator,
        "title": one.title,
        "part": one.part,
        "was": words.plain(one.was, one.money),
        "now": words.plain(one.now, one.money),
        "by": words.signed_plain(one.by, one.money),
    }
