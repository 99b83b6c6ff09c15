"""*Coordinamento, obiettivi*: what the figures should come to, how far they are, where they are heading."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from millegiorni_desk.app.coordinating import figures
from millegiorni_desk.app.coordinating.parts import Part, RecordCard, day, opens
from millegiorni_desk.areas.coordination import targets
from millegiorni_desk.areas.coordination.records import Target
from millegiorni_desk.areas.doti import service as doti
from millegiorni_desk.areas.monitoring import indicators
from millegiorni_desk.areas.monitoring import targets as distances
from millegiorni_desk.areas.monitoring.queries import Period
from millegiorni_desk.areas.monitoring.targets import TargetDistance
from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.language import _, plural
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Card, EmptyState
from millegiorni_desk.ui.charts import Bar, BarChart
from millegiorni_desk.ui.forms import ChoiceField, DateField, Form, TextField
from millegiorni_desk.ui.labels import label, reveal
from millegiorni_desk.ui.tables import Column, Row, Source, Table
from millegiorni_desk.ui.tasks import TaskBar
from millegiorni_desk.vault.permissions import Permission

if TYPE_CHECKING:
    from millegiorni_desk.ui.shell import Shell
    from millegiorni_desk.vault.vault import Vault

_FIELDS = ("indicator", "category", "house_code", "from_day", "to_day", "fund_id", "notes")


class TargetsSection(Part):
    """A year's targets as bars and as a table with the same numbers; the distances are read beside the window."""

    tables = ("target", "fund")

    def __init__(self, vault: Vault, shell: Shell) -> None:
        super().__init__(vault, shell)
        self.found: dict[str, TargetDistance] = {}
        self.year = ChoiceField(_("Anno"), none=_("Tutti"))
        self.year.set_options([(str(date.today().year), str(date.today().year))])
        self.year.set_value(str(date.today().year))
        self.year.changed.connect(self.reload)
        self.chart = BarChart(_("Obiettivi"), whole=100)
        self.chart.opened.connect(self.take)
        self.table = Table(
            _("Obiettivi"),
            (
                Column("title", _("Cifra")),
                Column("value", _("Obiettivo"), "number", 104, str),
                Column("reached", _("Finora"), "number", 96, str),
                Column("expected", _("Attesi a oggi"), "number", 116, str),
                Column("forecast", _("Alla fine"), "number", 96, str),
                Column("state", _("Stato"), width=132),
            ),
            most_rows=12,
        )
        opens(self.table, self)
        self.empty = EmptyState(
            _("Nessun obiettivo"),
            _(
                "Un obiettivo dice a quanto deve arrivare una cifra in un periodo: qui se ne vede la distanza."
            ),
            icon="monitoring",
        )
        self.how = label(
            _(
                "La tacca sulla barra dice dove si dovrebbe essere oggi. «Alla fine» va come l'anno scorso dove il "
                "registro lo ha, altrimenti con il ritmo di finora; nelle prime due settimane, e delle persone senza "
                "l'anno scorso, non si dice."
            ),
            "small",
            wrap=True,
        )
        self.copy_button = Button("", self.copy_year)
        self.reading = TaskBar()
        self.listed = Card(_("Obiettivi"))
        for inside in (self.year, self.empty, self.chart, self.how, self.table):
            self.listed.add(inside)
        self.listed.add_row(self.copy_button)
        self._build_form()
        for piece in (self.listed, self.reading, self.card, self.work):
            self.add(piece)

    def _build_form(self) -> None:
        self.form = Form()
        self.indicator = ChoiceField(_("Quale cifra"), figures.aimed(self._vault), searchable=True)
        self.category, self.house = (
            ChoiceField(_("Quale voce")),
            ChoiceField(_("Dove"), none=_("Tutte le Case")),
        )
        self.value = TextField(_("A quanto si vuole arrivare"))
        self.fund = ChoiceField(_("Promesso a quale fondo"))
        self.form.add("indicator", self.indicator)
        self.form.add("category", self.category)
        self.form.add_row(value=self.value, house_code=self.house, fund_id=self.fund)
        self.form.add_row(
            from_day=DateField(_("Dal"), past=False),
            to_day=DateField(_("Al"), past=False),
            notes=TextField(_("Note")),
        )
        self.indicator.changed.connect(self._chosen)
        self.void_button = Button(_("Togli"), self.void, kind="quiet")
        self.card = RecordCard(
            self.form,
            (_("Nuovo obiettivo"), _("Aggiungi l'obiettivo")),
            (_("Correggi l'obiettivo"), _("Salva l'obiettivo")),
            self.save,
            (self.void_button,),
        )
        self.card.left.connect(self._begin)
        reveal(self.card, self.may)
        self._usual_period()
        self._chosen()

    def _usual_period(self) -> None:
        year = date.today().year
        self.form.set_values({"from_day": date(year, 1, 1), "to_day": date(year, 12, 31)})

    def _chosen(self) -> None:
        """The categories and the unit are those of the figure chosen."""
        try:
            name = self.indicator.value()
        except InvalidValue:
            return
        declared = indicators.of(self._vault).get(name)
        known = figures.categories(self._vault, name)
        self.category.set_options(known)
        self.category.setVisible(bool(known))
        self.value.set_hint(figures.unit_words(declared) if declared is not None else "")

    def show_all(self) -> None:
        vault, year = self._vault, int(self.year.value() or 0)
        this_year = date.today().year
        years = sorted({*targets.years(vault), this_year, this_year + 1}, reverse=True)
        self.year.set_options([(str(one), str(one)) for one in years])
        self.house.set_options(
            [(code, name) for code, name in self.houses.items() if vault.house in ("", code)]
        )
        if self.may:
            self.fund.set_options([(fund.id, fund.name) for fund in doti.funds(vault)])
        # A house computes its own alone.
        known = [one for one in targets.every(vault, year) if vault.house in ("", one.house_code)]
        self._show(known)
        self.copy_button.say(_("Copia gli obiettivi al {year}").format(year=year + 1))
        self.copy_button.setVisible(self.may and bool(year) and bool(known))
        if known and vault.may(Permission.REPORT):
            first, last = min(one.from_day for one in known), max(one.to_day for one in known)

            def work(progress: Callable[[int, int, str], None]) -> list[TargetDistance]:
                return distances.of_period(vault, Period(first, last))

            self.reading.look(_("Calcolo quanto manca"), work, lambda found: self._told(found, known))

    def _told(self, found: list[TargetDistance], known: list[Target]) -> None:
        self.found = {one.target_id: one for one in found}
        self._show(known)

    def _show(self, known: list[Target]) -> None:
        told = [self.found[one.id] for one in known if one.id in self.found]
        self.table.show_rows(Source.of([self._row(one) for one in known]))
        self.chart.show_bars([self._bar(one) for one in told])
        for piece in (self.table, self.how):
            piece.setVisible(bool(known))
        self.chart.setVisible(bool(told))
        self.empty.setVisible(not known)
        risky = sum(one.state in ("behind", "missed") for one in told)
        self.told.emit(
            plural("{n} obiettivo", "{n} obiettivi", len(known)).format(n=len(known)),
            _("{n} a rischio").format(n=risky) if risky else "",
            "warning",
        )

    def _row(self, one: Target) -> Row:
        row = dict.fromkeys(("value", "reached", "expected", "forecast", "state"), "")
        row |= {"id": one.id, "title": self._title(one)}
        declared = indicators.of(self._vault).get(one.indicator)
        if declared is None:
            return {**row, "value": str(one.value)}
        row["value"] = distances.words(declared, one.value)
        told = self.found.get(one.id)
        if told is not None:
            row["reached"] = distances.words(declared, told.reached)
            row["expected"] = distances.words(declared, told.expected)
            row["forecast"] = distances.words(declared, told.forecast)
            row["state"] = _(distances.STATES[told.state])
        return row

    def _title(self, one: Target) -> str:
        """The figure, its category, where, and when it is not the year chosen."""
        category = dict(figures.categories(self._vault, one.indicator)).get(one.category, one.category)
        where = self.whose(one.house_code) if one.house_code else ""
        year = one.from_day.year
        whole = (one.from_day, one.to_day) == (date(year, 1, 1), date(year, 12, 31))
        when = (
            (str(year) if not self.year.value() else "")
            if whole
            else f"{day(one.from_day)}–{day(one.to_day)}"
        )
        title = figures.title_of(self._vault, one.indicator) or one.indicator
        return " · ".join(part for part in (title, category, where, when) if part)

    def _bar(self, one: TargetDistance) -> Bar:
        share = one.percent or 0
        aim = None if one.expected is None else 100 * one.expected / one.value
        figure = _("{reached} su {value}").format(
            reached=distances.words(one.indicator, one.reached),
            value=distances.words(one.indicator, one.value),
        )
        words = self._title(targets.target(self._vault, one.target_id))
        return Bar(words, min(share, 100), figure, target=aim, key=one.target_id)

    def first_focus(self) -> QWidget | None:
        return None if self.table.model.rowCount() or not self.may else self.indicator

    def take(self, key: str) -> None:
        one = targets.target(self._vault, key)
        declared = indicators.of(self._vault).get(one.indicator)
        if not self.may or declared is None:
            if self._shell.knows("indicator") and declared is not None:
                self._shell.open("indicator", {"id": one.indicator})
            return
        answers: dict[str, Any] = {name: getattr(one, name) for name in _FIELDS}
        self.card.take_up(key, {**answers, "value": figures.typed(declared, one.value)})
        self.form.set_values({"category": one.category})
        self.card.show_acts(self.void_button)

    def save(self) -> None:
        """Set the target, or keep what was corrected."""
        vault, key = self._vault, self.card.key

        def write() -> None:
            given = self._answers()
            if not key:
                made = targets.add(vault, Target(**given))
                self._shell.say(_("Obiettivo aggiunto"), lambda: targets.void(vault, made.id))
                return
            old = targets.target(vault, key)
            before = {name: getattr(old, name) for name in given}
            targets.edit(vault, key, **given)
            self._shell.say(_("Obiettivo corretto"), lambda: targets.edit(vault, key, **before))

        if self._try(self.form, write):
            self.card.leave()
            self.reload()

    def _answers(self) -> dict[str, Any]:
        given = self.card.answers()
        declared = indicators.of(self._vault).get(given["indicator"])
        if declared is None:
            raise InvalidValue(_("Scegli la cifra di cui è l'obiettivo."), "indicator")
        if figures.categories(self._vault, declared.id) and not given["category"]:
            raise InvalidValue(_("Scegli di quale voce della cifra."), "category")
        if given["house_code"] and not declared.on_map:
            raise InvalidValue(
                _("Questa cifra non si conta casa per casa: scegli tutte le Case."), "house_code"
            )
        for name in ("from_day", "to_day"):
            if given[name] is None:
                raise InvalidValue(_("Scrivi il giorno."), name)
        return {**given, "value": figures.read_value(declared, str(given["value"]))}

    def void(self) -> None:
        """Take the target away."""
        vault, key = self._vault, self.card.key
        undo = lambda: targets.void(vault, key, voided=False)  # noqa: E731
        if self.act(lambda: targets.void(vault, key), _("Obiettivo tolto"), undo):
            self.card.leave()

    def copy_year(self) -> None:
        """The targets of the year chosen, for the next."""
        vault, year = self._vault, int(self.year.value() or 0)
        copied = targets.copy_to_next_year(vault, year)

        def undo() -> None:
            for one in copied:
                targets.void(vault, one.id)

        if copied:
            said = plural("{n} obiettivo copiato", "{n} obiettivi copiati", len(copied)).format(n=len(copied))
            self._shell.say(said, undo)
        else:
            self._shell.say(_("Ci sono già tutti"))
        self.year.set_value(str(year + 1))
        self.reload()

    def _begin(self) -> None:
        self._usual_period()
        self._chosen()
