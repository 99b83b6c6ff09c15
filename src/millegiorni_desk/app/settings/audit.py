"""*Impostazioni, registro delle operazioni*: who did what and when, and whether anything was changed afterwards."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from millegiorni_desk.app.sections import Section
from millegiorni_desk.app.settings import audit_papers
from millegiorni_desk.app.settings.audit_words import action_words, detail_words
from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.language import _
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Card, Notice
from millegiorni_desk.ui.forms import ChoiceField, DateField, Form
from millegiorni_desk.ui.labels import label
from millegiorni_desk.ui.papers import Papers
from millegiorni_desk.ui.parsing import number
from millegiorni_desk.ui.tables import Column, Source, Table
from millegiorni_desk.ui.tasks import TaskBar
from millegiorni_desk.ui.wrap import Wrap
from millegiorni_desk.vault import audit_log
from millegiorni_desk.vault.audit_log import Checked, Wanted

if TYPE_CHECKING:
    from millegiorni_desk.vault.vault import Vault

_EXCEL = "Excel (*.xlsx)"


class AuditSection(Section):
    """A page of the log is read when it is scrolled to; checking the chain goes on beside the window."""

    def __init__(self, vault: Vault) -> None:
        super().__init__()
        self._vault = vault
        card = Card(_("Registro delle operazioni"))
        card.add(
            label(
                _(
                    "Ogni riga porta l'impronta di quella prima: cambiarne una si vede. Ci sono conteggi, mai nomi "
                    "delle donne."
                ),
                "muted",
                wrap=True,
            )
        )
        self.filters = Form()
        self.user = ChoiceField(_("Chi"), none=_("Tutte"))
        self.action = ChoiceField(_("Che cosa"), none=_("Tutto"))
        self.day = DateField(_("Giorno"))
        self.filters.add_row(user=self.user, action=self.action, day=self.day)
        self.filters.changed.connect(lambda name: self._show())
        card.add(self.filters)
        self.table = Table(
            _("Registro delle operazioni"),
            (
                Column("when", _("Quando"), width=180),
                Column("user", _("Chi"), width=120),
                Column("action", _("Che cosa")),
                Column("detail", _("Quanto"), width=150),
            ),
            key="n",
            most_rows=10,
            empty=_("Niente di così nel registro."),
        )
        card.add(self.table)
        self.check_button = Button(_("Controlla la catena"), self.check, kind="primary", icon="shield")
        self.save_button = Button(_("Salva in Excel…"), self.save)
        self.paper_button = Button(_("Salva in PDF…"), self.save_paper)
        card.add(Wrap(self.check_button, self.save_button, self.paper_button))
        self.checked = Notice("")
        self.checked.hide()
        self.work, self.papers = TaskBar(), Papers()
        for piece in (self.checked, self.work, self.papers):
            card.add(piece)
        self.add(card)

    def reload(self) -> None:
        self.user.set_options([(name, name) for name in audit_log.users(self._vault)])
        known = sorted((action_words(code), code) for code in audit_log.actions(self._vault))
        self.action.set_options([(code, words) for words, code in known])
        self._show()
        self.told.emit(_("{n} righe").format(n=number(audit_log.count(self._vault, Wanted()))), "", "quiet")

    def first_focus(self) -> QWidget:
        return self.table

    def wanted(self) -> Wanted:
        """What the filters say; a day that cannot be read filters nothing."""
        try:
            day = self.day.value()
        except InvalidValue:
            day = None
        return Wanted(self.user.value(), self.action.value(), day.day if day else None)

    def _show(self) -> None:
        vault, wanted = self._vault, self.wanted()

        def rows(offset: int, limit: int) -> list[dict[str, Any]]:
            return [
                {
                    "n": entry.n,
                    "when": f"{audit_log.local(entry.at):%d/%m/%Y %H:%M:%S}",
                    "user": entry.user,
                    "action": action_words(entry.action),
                    "detail": detail_words(entry.action, entry.detail),
                }
                for entry in audit_log.page(vault, wanted, offset, limit)
            ]

        self.table.show_rows(Source(lambda: audit_log.count(vault, wanted), rows))

    def check(self) -> None:
        """Follow the chain, and say whether it holds."""
        vault = self._vault
        self.checked.hide()

        def work(progress: Callable[[int, int, str], None]) -> Checked:
            return audit_log.check(vault, progress)

        self.work.run(_("Seguo la catena"), work, self._tell)

    def _tell(self, found: Checked) -> None:
        if found.broken is None:
            self.checked.say(
                _("Catena intera: {n} righe, nessuna cambiata o tolta. Impronta dell'ultima: {hash}").format(
                    n=number(found.entries), hash=found.newest[:16]
                ),
                "info",
            )
        else:
            self.checked.say(
                _(
                    "La catena si rompe alla riga {n}: quella riga, o una prima, è stata cambiata o tolta. "
                    "Non cancellare nulla e avvisa il coordinamento."
                ).format(n=number(found.broken)),
                "danger",
            )
        self.checked.show()

    def save(self) -> None:
        """Save what is shown as a workbook."""
        vault, wanted = self._vault, self.wanted()
        self.papers.save(lambda: audit_papers.workbook(vault, wanted), "registro-operazioni.xlsx", _EXCEL)

    def save_paper(self) -> None:
        """Save what is shown as a PDF."""
        vault, wanted = self._vault, self.wanted()
        self.papers.save(lambda: audit_papers.pdf(vault, wanted), "registro-operazioni.pdf")
