"""How she is, 0 to 10, dimension by dimension over time: small lines, and a rating of today."""

from __future__ import annotations

from datetime import date

from millegiorni_desk.areas.pathways import service
from millegiorni_desk.areas.pathways.records import Wellbeing
from millegiorni_desk.areas.pathways.service import File
from millegiorni_desk.areas.pathways.view.file_card import FileCard
from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.language import _
from millegiorni_desk.network import service as network
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.charts import Line, Sparklines
from millegiorni_desk.ui.chips import ChipGroup
from millegiorni_desk.ui.forms import ChoiceField, Form
from millegiorni_desk.ui.labels import label
from millegiorni_desk.ui.shell import Shell
from millegiorni_desk.vault.vault import Vault

_SCORES = [(str(score), str(score)) for score in range(11)]
_RATERS = [("woman", _("Lo dice lei")), ("case_manager", _("Lo dice la case manager"))]


class WellbeingCard(FileCard):
    """Her lines, and a form for one more point."""

    def __init__(self, vault: Vault, shell: Shell) -> None:
        super().__init__(_("Come sta"), vault, shell)
        self.lines = Sparklines(_("Benessere nel tempo, da 0 a 10"))
        self.nothing = label(
            _("Ancora nessun voto. Chiedile com'è adesso, una dimensione alla volta."), "muted", wrap=True
        )
        self.form = Form()
        dimensions = list(network.terms(vault, "dimension").items())
        self.form.add("dimension", ChoiceField(_("Dimensione"), dimensions))
        self.form.add("score", ChipGroup(_("Oggi, da 0 a 10"), _SCORES))
        self.form.add("rated_by", ChipGroup(_("Chi lo dice"), _RATERS)).set_value("woman")
        for piece in (self.lines, self.nothing, self.form, self.problem):
            self.add(piece)
        self.add_row(Button(_("Segna"), self.rate, icon="check"))

    def show_file(self, file: File) -> None:
        names = network.terms(self.vault, "dimension")
        days = sorted({rating.on_date for rating in file.wellbeing})
        shown = []
        for code, words in names.items():
            by_day = {r.on_date: r.score for r in file.wellbeing if r.dimension == code}
            if by_day:
                last = by_day[max(by_day)]
                shown.append(Line(words, [by_day.get(day) for day in days], str(last)))
        self.lines.show_lines(shown)
        self.lines.setVisible(bool(shown))
        self.nothing.setVisible(not shown)

    def rate(self) -> None:
        """Keep the score chosen."""
        file = self.file
        if file is None:
            return

        def save() -> None:
            given = self.form.values()
            if not given["dimension"]:
                raise InvalidValue(_("Scegli la dimensione."), "dimension")
            if not given["score"]:
                raise InvalidValue(_("Scegli un voto da 0 a 10."), "score")
            service.rate(
                self.vault,
                Wellbeing(
                    house="",
                    pathway_id=file.pathway.id,
                    on_date=date.today(),
                    dimension=str(given["dimension"]),
                    score=int(str(given["score"])),
                    rated_by=str(given["rated_by"] or "woman"),
                ),
            )
            self.shell.say(_("Segnato"))

        if self.attempt(save, self.form):
            self.form.set_values({"dimension": "", "score": ""})
