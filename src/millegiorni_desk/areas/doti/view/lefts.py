"""What is left before and after a dote: on this device, in the house's envelope, of the fund, of her cap."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from millegiorni_desk.areas.doti import remaining, service
from millegiorni_desk.areas.doti.amounts import format_euros
from millegiorni_desk.areas.doti.checks import NewDote
from millegiorni_desk.areas.doti.remaining import Step
from millegiorni_desk.language import _
from millegiorni_desk.ui import tokens
from millegiorni_desk.ui.charts import EnvelopeBar
from millegiorni_desk.ui.labels import label, set_role
from millegiorni_desk.ui.spacing import column, grid
from millegiorni_desk.vault.vault import Vault


class LeftsView(QWidget):
    """Lines of figures and the house's bar; the device's own line only where others hold a part of the envelope."""

    def __init__(self) -> None:
        super().__init__()
        lines = column(self, spacing=tokens.HAIR)
        table = grid(spacing=tokens.HAIR, across=tokens.NEAR)
        table.setColumnStretch(1, 1)
        self.rows = {}
        for at, (key, words) in enumerate(
            (
                ("here", _("Resta su questa postazione")),
                ("house", _("Resta nella busta della casa")),
                ("fund", _("Resta del fondo, tutte le voci")),
                ("woman", _("Può ancora avere lei")),
            )
        ):
            name, figures = label(words, "small"), label("", wrap=True)
            table.addWidget(name, at, 0, Qt.AlignmentFlag.AlignVCenter)
            table.addWidget(figures, at, 1)
            self.rows[key] = (name, figures)
        lines.addLayout(table)
        self.bar = EnvelopeBar(_("Busta"))
        lines.addWidget(self.bar)

    def show_dote(self, vault: Vault, asked: NewDote) -> None:
        """Show what is left around the dote *asked*, which has a line; an amount of zero shows only what is there."""
        house = asked.house or vault.house
        found = remaining.around(vault, asked)
        shared = found.here.before != found.house.before
        steps = {
            "here": found.here if shared else None,
            "house": found.house,
            "fund": found.fund,
            "woman": found.woman,
        }
        for key, step in steps.items():
            name, figures = self.rows[key]
            name.setVisible(step is not None)
            figures.setVisible(step is not None)
            words = change_words(step) if step else ""
            figures.setText(words)
            figures.setAccessibleName(f"{name.text()}: {words}")
            set_role(figures, "warning" if step and step.after < 0 else "")
        envelope = service.envelope(vault, house, asked.line_id)
        spoken = _("Nella busta restano {change}").format(change=change_words(found.house))
        self.bar.show_money(
            envelope.allocated, envelope.allocated - envelope.left, asked.amount_cents, spoken
        )


def change_words(step: Step) -> str:
    """What is left before and after: ``1.204,30 € → 1.052,65 €``, or how much is missing."""
    words = format_euros(step.before)
    if step.after == step.before:
        return words
    if step.after < 0:
        return words + _(": ne mancano {format_euros}").format(format_euros=format_euros(-step.after))
    return f"{words} → {format_euros(step.after)}"
