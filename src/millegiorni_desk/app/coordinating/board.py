"""*Coordinamento, quadro*: what is due, what was decided and not done, what is at risk, what money is left."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from millegiorni_desk.app.coordinating import deadlines as deadline_part
from millegiorni_desk.app.coordinating import figures
from millegiorni_desk.app.coordinating.parts import Part
from millegiorni_desk.areas.coordination import deadlines, decisions, supervision
from millegiorni_desk.areas.doti import remaining
from millegiorni_desk.areas.doti import service as doti
from millegiorni_desk.areas.doti.remaining import Left
from millegiorni_desk.areas.monitoring import targets as distances
from millegiorni_desk.areas.monitoring.targets import TargetDistance
from millegiorni_desk.language import _
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Card, EmptyState, Entry, EntryList
from millegiorni_desk.ui.dates import day_words, on_day
from millegiorni_desk.ui.labels import reveal
from millegiorni_desk.ui.tables import Column, Source, Table
from millegiorni_desk.ui.tasks import TaskBar
from millegiorni_desk.vault.permissions import Permission

if TYPE_CHECKING:
    from millegiorni_desk.ui.shell import Shell
    from millegiorni_desk.vault.vault import Vault

_MOST = 5
_MONEY = ("allocated", "committed", "paid", "left")


class BoardSection(Part):
    """A few lines of each part; each leads there."""

    tables = (
        "deadline", "project_decision", "supervision_note", "target", "funder", "fund", "budget_line", "ledger_entry",
    )  # fmt: skip

    def __init__(self, vault: Vault, shell: Shell, lead: Callable[[str, str], object]) -> None:
        super().__init__(vault, shell)
        self.lists: dict[str, EntryList] = {}
        self.cards: dict[str, Card] = {}
        self.calm = EmptyState(
            _("Niente in attesa"), _("Nessuna scadenza in questi giorni e nessuna decisione da attuare.")
        )
        self.add(self.calm)
        for part, title in (
            ("deadlines", _("In scadenza")),
            ("supervision", _("Note di supervisione")),
            ("decisions", _("Decisioni da attuare")),
            ("targets", _("Obiettivi a rischio")),
        ):
            entries, card = EntryList(title), Card(title)
            entries.opened.connect(partial(lead, part))
            card.add(entries)
            card.hide()
            self.lists[part], self.cards[part] = entries, card
            self.add(card)
        self.looking = TaskBar()
        self.add(self.looking)
        self._build_money()

    def _build_money(self) -> None:
        self.money = Table(
            _("Soldi per finanziatore"),
            (
                Column("funder", _("Chi finanzia")),
                Column("budget", _("Previsti"), "money", 116),
                Column("allocated", _("Assegnati"), "money", 116),
                Column("committed", _("Da pagare"), "money", 116),
                Column("paid", _("Pagati"), "money", 116),
                Column("left", _("Restano"), "money", 116),
            ),
            empty=_("Ancora nessun fondo."),
            most_rows=8,
        )
        self.purse = Card(_("Soldi per finanziatore"))
        self.purse.add(self.money)
        links = [
            Button(words, partial(self._shell.open, "network", part), kind="quiet")
            for part, words in (
                ("funders", _("Finanziatori")),
                ("funds", _("Fondi")),
                ("lines", _("Voci di spesa")),
                ("envelopes", _("Buste")),
            )
        ]
        self.purse.add_row(*links)
        reveal(self.purse, self._vault.may(Permission.ALLOCATE))
        self.add(self.purse)

    def show_all(self) -> None:
        today = date.today()
        self._show("deadlines", self._deadlines(today))
        self._show("supervision", self._notes())
        self._show("decisions", self._decisions(today))
        if self._vault.may(Permission.ALLOCATE):
            self._show_money()
        self._calm()
        self._say_how_many(today)
        if self._vault.may(Permission.REPORT):
            vault = self._vault

            def work(progress: Callable[[int, int, str], None]) -> list[TargetDistance]:
                return distances.in_force(vault, today)

            self.looking.look(_("Guardo gli obiettivi"), work, self._show_targets)

    def _show(self, part: str, entries: list[Entry]) -> None:
        self.lists[part].show_entries(entries)
        self.cards[part].setVisible(bool(entries))

    def _calm(self) -> None:
        self.calm.setVisible(all(card.isHidden() for card in self.cards.values()))

    def _say_how_many(self, today: date) -> None:
        due, waiting = deadlines.count_due(self._vault, today), decisions.count(self._vault, open_only=True)
        self.told.emit(
            _("{n} in scadenza").format(n=due) if due else _("niente in scadenza"),
            _("{n} da attuare").format(n=waiting) if waiting else "",
            "quiet",
        )

    def _deadlines(self, today: date) -> list[Entry]:
        return [
            Entry(
                one.title,
                " · ".join(part for part in (self.whose(one.house_code), one.responsible) if part),
                state=deadline_part.state_words(one, today),
                kind="warning" if one.due_on < today else "info",
                key=one.id,
            )
            for one in deadlines.due(self._vault, today, _MOST)
        ]

    def _notes(self) -> list[Entry]:
        """At a house those to answer; at the coordination those that are answered, for it to close them."""
        if self._vault.house:
            return [
                Entry(
                    one.title,
                    figures.title_of(self._vault, one.indicator),
                    state=_("da rispondere"),
                    kind="warning",
                    key=one.id,
                )
                for one in supervision.to_answer(self._vault, _MOST)
            ]
        answered = [one for one in supervision.page(self._vault, 0, 100) if one.answer]
        return [
            Entry(one.title, self.houses.get(one.house, one.house), state=_("ha risposto"), key=one.id)
            for one in answered[:_MOST]
        ]

    def _decisions(self, today: date) -> list[Entry]:
        return [
            Entry(
                one.title,
                " · ".join(
                    part
                    for part in (one.responsible, _("deciso {day}").format(day=on_day(one.on_date, today)))
                    if part
                ),
                state=day_words(one.due_on, today) if one.due_on else "",
                kind="warning" if one.due_on and one.due_on < today else "info",
                key=one.id,
            )
            for one in decisions.page(self._vault, 0, _MOST, open_only=True)
        ]

    def _show_targets(self, found: list[TargetDistance]) -> None:
        risky = sorted(
            (one for one in found if one.state in ("behind", "missed")), key=lambda one: one.percent or 0
        )
        self._show("targets", [self._target(one) for one in risky[:_MOST]])
        self._calm()

    def _target(self, one: TargetDistance) -> Entry:
        category = dict(figures.categories(self._vault, one.indicator.id)).get(one.category, one.category)
        where = self.houses.get(one.house, one.house)
        now = _("{reached} su {value}").format(
            reached=distances.words(one.indicator, one.reached),
            value=distances.words(one.indicator, one.value),
        )
        ahead = ""
        if one.forecast is not None and one.how != "now":
            ahead = _("alla fine {value} {how}").format(
                value=distances.words(one.indicator, one.forecast), how=_(distances.HOW[one.how])
            )
        return Entry(
            " · ".join(part for part in (_(one.indicator.title), category, where) if part),
            " · ".join(part for part in (now, ahead) if part),
            state=f"{one.percent} %",
            kind="warning",
            key=one.target_id,
        )

    def _show_money(self) -> None:
        names = {one.id: one.name for one in doti.funders(self._vault)}
        of_fund = {fund.id: names.get(fund.funder_id, fund.name) for fund in doti.funds(self._vault)}
        sums: dict[str, Left] = {}
        for one in remaining.by_fund(self._vault):
            name = of_fund.get(one.fund_id, one.fund_id)
            known = sums.get(name)
            sums[name] = one if known is None else _together(known, one)
        self.money.show_rows(
            Source.of(
                [
                    {
                        "id": name,
                        "funder": name,
                        "budget": one.budget,
                        **{column: getattr(one, column) for column in _MONEY},
                    }
                    for name, one in sorted(sums.items())
                ]
            )
        )


def _together(one: Left, other: Left) -> Left:
    budget = None if one.budget is None or other.budget is None else one.budget + other.budget
    summed = {name: getattr(one, name) + getattr(other, name) for name in (*_MONEY, "planned", "here")}
    return replace(one, budget=budget, **summed)
