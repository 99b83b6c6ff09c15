"""How she is, 0 to 10, dimension by dimension over time: her own line and the case manager's, and a rating of today."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import cast

from PySide6.QtWidgets import QWidget

from millegiorni_desk.areas.pathways import service, wellbeing
from millegiorni_desk.areas.pathways.records import Wellbeing
from millegiorni_desk.areas.pathways.service import File
from millegiorni_desk.areas.pathways.view.file_card import FileCard
from millegiorni_desk.areas.pathways.view.scores import ScoreFields
from millegiorni_desk.language import _
from millegiorni_desk.network import service as network
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.chips import ChipGroup
from millegiorni_desk.ui.forms import DateField, Form, PartialDate
from millegiorni_desk.ui.labels import label
from millegiorni_desk.ui.shell import Shell
from millegiorni_desk.ui.spacing import fix
from millegiorni_desk.ui.sparklines import NOT_ASKED, Line, Sparklines
from millegiorni_desk.ui.tables import Column, Row, Source, Table
from millegiorni_desk.vault.vault import Vault

_RATERS = [("woman", _("Lo dice lei")), ("case_manager", _("Lo dice la case manager"))]


class WellbeingCard(FileCard):
    """The lines, the same figures in a table, and a form for one more moment."""

    def __init__(self, vault: Vault, shell: Shell) -> None:
        super().__init__(_("Come sta"), vault, shell)
        self.lines = Sparklines(_("Benessere nel tempo, da 0 a 10"))
        self.legend = label(
            _("Linea piena e punti pieni: lei. Linea tratteggiata e cerchi: la case manager."),
            "small",
            wrap=True,
        )
        self.nothing = label(
            _("Ancora nessun voto. Chiedile com'è adesso, una dimensione alla volta."), "muted", wrap=True
        )
        self.table = self._table()
        self.figures_button = Button(_("Mostra i numeri"), self._turn_figures, kind="quiet")
        self.void_button = Button(_("Togli il voto scelto"), self.void, kind="quiet", icon="trash")
        self.form = Form()
        self.form.add("rated_by", ChipGroup(_("Chi lo dice"), _RATERS)).set_value("woman")
        self.form.add_row(
            moment=ChipGroup(_("Quando"), list(network.terms(vault, "wellbeing_moment").items())),
            on_date=DateField(_("Giorno"), year_alone=False),
            fold_under=460,
        )
        self.form.add_widget(label(_("Come sta adesso, da 0 a 10 (chiedilo a lei)"), "strong", wrap=True))
        self.scores = ScoreFields(vault, self.form)
        self.form.fields["rated_by"].changed.connect(self._propose)
        for piece in (self.lines, self.legend, self.nothing, self.table):
            self.add(piece)
        self.add_row(self.figures_button, self.void_button)
        for more in (self.form, self.problem):
            self.add(more)
        self.add_row(Button(_("Segna"), self.rate, icon="check"))
        self._figures_shown = False

    def _table(self) -> Table:
        table = Table(
            _("Voti"),
            [
                Column("on_date", _("Giorno"), "date", width=100),
                Column("dimension", _("Dimensione")),
                Column("rater", _("Chi"), width=110),
                Column("score", _("Voto"), "number", width=60),
            ],
            empty=_("Ancora nessun voto."),
        )
        fix(table, height=200)
        table.hide()
        return table

    def show_file(self, file: File) -> None:
        self.lines.show_lines(lines_of(network.terms(self.vault, "dimension"), file.wellbeing))
        some = bool(file.wellbeing)
        self.lines.setVisible(some)
        self.legend.setVisible(some)
        self.nothing.setVisible(not some)
        self.figures_button.setVisible(some)
        self.table.show_rows(Source.of([self._row(rating) for rating in reversed(file.wellbeing)]))
        self._show_figures(self._figures_shown and some)
        if self.form.fields["on_date"].value() is None:
            self.form.set_values({"on_date": PartialDate(date.today())})
        self._propose()

    def _row(self, rating: Wellbeing) -> Row:
        return {
            "id": rating.id,
            "on_date": rating.on_date.isoformat(),
            "dimension": network.terms(self.vault, "dimension").get(rating.dimension, rating.dimension),
            "rater": _("lei") if rating.rated_by == "woman" else _("case manager"),
            "score": rating.score,
        }

    def _turn_figures(self) -> None:
        self._show_figures(not self._figures_shown)

    def _show_figures(self, shown: bool) -> None:
        self._figures_shown = shown
        self.table.setVisible(shown)
        self.void_button.setVisible(shown)
        self.figures_button.say(_("Nascondi i numeri") if shown else _("Mostra i numeri"))

    def _propose(self) -> None:
        if self.file is not None:
            rated_by = str(self.form.fields["rated_by"].value())
            moment = wellbeing.proposed_moment(self.file.wellbeing, rated_by)
            self.form.fields["moment"].set_value(moment)

    def void(self) -> None:
        """Take out the rating that is chosen in the table."""
        if self.table.model.rowCount() and (chosen := self.table.current()):
            ids = [str(chosen["id"])]
            if self.attempt(lambda: service.void_ratings(self.vault, ids)):
                self.shell.say(_("Voto tolto"), lambda: service.void_ratings(self.vault, ids, voided=False))

    def rate(self) -> None:
        """Keep the scores written."""
        file = self.file
        if file is None:
            return

        def save() -> None:
            given = self.form.values()
            day = cast(PartialDate | None, given["on_date"])
            made = service.rate_all(
                self.vault,
                file.pathway.id,
                day.day if day is not None else date.today(),
                str(given["rated_by"] or "woman"),
                str(given["moment"]),
                self.scores.scores(),
            )
            ids = [rating.id for rating in made]
            self.shell.say(_("Segnato"), lambda: service.void_ratings(self.vault, ids))

        if self.attempt(save, self.form):
            self.scores.clear()

    def first_focus(self) -> QWidget:
        """Where a rating starts."""
        return self.form.fields["rated_by"]


def lines_of(names: dict[str, str], ratings: Sequence[Wellbeing]) -> list[Line]:
    """A line for each dimension that was rated: hers, and the case manager's beside it."""
    days = sorted({rating.on_date for rating in ratings})
    hers, others = ([r for r in ratings if (r.rated_by == "woman") is hers] for hers in (True, False))
    lines = []
    for code, words in names.items():
        of_her, of_others = (_by_day(series, code) for series in (hers, others))
        if of_her or of_others:
            told = [(_("lei"), of_her), (_("case manager"), of_others)]
            lines.append(
                Line(
                    words,
                    _points(days, of_her, hers),
                    " · ".join(_first_to_last(scores) for _who, scores in told if scores),
                    other=_points(days, of_others, others) if of_others else (),
                    spoken=", ".join(f"{who}: {_in_words(scores)}" for who, scores in told if scores),
                )
            )
    return lines


def _by_day(ratings: Sequence[Wellbeing], dimension: str) -> dict[date, int]:
    """The rating of each day; the last where a day has several."""
    return {r.on_date: r.score for r in ratings if r.dimension == dimension}


def _points(
    days: Sequence[date], scores: dict[date, int], ratings: Sequence[Wellbeing]
) -> list[float | None]:
    """A point for each day; no gap where this rater was not asked anything that day."""
    asked = {rating.on_date for rating in ratings}
    return [float(scores[day]) if day in scores else None if day in asked else NOT_ASKED for day in days]


def _first_to_last(scores: dict[date, int]) -> str:
    first, last = scores[min(scores)], scores[max(scores)]
    return str(last) if len(scores) == 1 else f"{first} → {last}"


def _in_words(scores: dict[date, int]) -> str:
    return ", ".join(
        _("{score} il {day:%d/%m/%Y}").format(score=score, day=day) for day, score in sorted(scores.items())
    )
