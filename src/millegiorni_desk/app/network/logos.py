"""*Rete, loghi*: the marks printed at the foot of flyers and posters, in their order."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from millegiorni_desk.app.path_fields import FileField
from millegiorni_desk.app.sections import Section
from millegiorni_desk.areas.doti import service as doti
from millegiorni_desk.errors import DeskError, InvalidValue, StorageFailed, reason
from millegiorni_desk.language import _
from millegiorni_desk.network import logos
from millegiorni_desk.network.records import Logo
from millegiorni_desk.paper import pictures
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Card
from millegiorni_desk.ui.forms import ChoiceField, Form, TextField
from millegiorni_desk.ui.labels import label
from millegiorni_desk.ui.tables import Column, Source, Table
from millegiorni_desk.ui.tasks import TaskBar
from millegiorni_desk.ui.wrap import Wrap

if TYPE_CHECKING:
    from millegiorni_desk.ui.shell import Shell
    from millegiorni_desk.vault.vault import Vault

_FILES = _("Immagini (*.png *.jpg *.jpeg *.svg)")
_KINDS = {pictures.PNG: "PNG", pictures.JPEG: "JPEG", pictures.SVG: "SVG"}


class LogosSection(Section):
    """The marks in their order, one more, and their places."""

    def __init__(self, vault: Vault, shell: Shell) -> None:
        super().__init__()
        self._vault, self._shell = vault, shell
        self.table = Table(
            _("Loghi sui volantini"),
            (
                Column("name", _("Di chi è")),
                Column("funder", _("Finanziatore")),
                Column("kind", _("Immagine"), width=90),
                Column("size", _("kB"), "number", width=70),
            ),
            empty=_("Ancora nessun logo: i volantini escono senza."),
            most_rows=logos.MOST,
        )
        listed = Card(_("Loghi sui volantini"))
        listed.add(
            label(
                _(
                    "Stanno in fondo a volantini, locandine e fogli, in quest'ordine. Arrivano a tutte le case."
                ),
                "muted",
                wrap=True,
            )
        )
        listed.add(self.table)
        self.up_button = Button(_("Prima"), lambda: self.shift(-1), icon="chevron-up")
        self.down_button = Button(_("Dopo"), lambda: self.shift(1), icon="chevron-down")
        self.remove_button = Button(_("Togli il logo"), self.remove, kind="danger")
        listed.add(Wrap(self.up_button, self.down_button, self.remove_button))
        self.add(listed)
        card = Card(_("Nuovo logo"))
        self.form = Form()
        self.funder = ChoiceField(_("Finanziatore"), none=_("di nessuno: del progetto o di una casa"))
        self.form.add_row(name=TextField(_("Di chi è")), funder_id=self.funder)
        self.file = self.form.add(
            "file",
            FileField(
                _("Immagine"),
                _FILES,
                hint=_("PNG, JPEG o SVG, al massimo {n} kB. Il meglio sulla carta è l'SVG.").format(
                    n=logos.MOST_BYTES // 1000
                ),
            ),
        )
        card.add(self.form)
        self.add_button = Button(_("Aggiungi il logo"), self.add_logo, kind="primary", icon="add")
        card.add(Wrap(self.add_button))
        self.add(card)
        self.work = TaskBar()
        self.add(self.work)
        self.table.selected.connect(lambda row: self._allow(str(row["id"])))

    def reload(self) -> None:
        known = logos.every(self._vault)
        funders = {one.id: one.name for one in doti.funders(self._vault)}
        self.funder.set_options(list(funders.items()))
        self.table.show_rows(Source.of([_row(one, funders) for one in known]))
        self._allow(self._chosen())
        many = _("{n} loghi").format(n=len(known)) if len(known) != 1 else _("1 logo")
        self.told.emit(many, "", "quiet")

    def first_focus(self) -> QWidget | None:
        return None if self.table.model.rowCount() else self.form.fields["name"]

    def add_logo(self) -> None:
        """Put the picture that was chosen after the others."""
        try:
            answers = self.form.values()
            added = logos.add(
                self._vault, str(answers["name"]), _content(self.file.path()), str(answers["funder_id"] or "")
            )
        except InvalidValue as problem:
            if not self.form.show_problem(problem):
                self.work.show_problem(problem)
            return
        except DeskError as problem:
            self.work.show_problem(problem)
            return
        self.work.clear()
        self.form.clear()
        self.reload()
        self.form.fields["name"].setFocus()
        self._shell.say(
            _("Logo aggiunto: {name}").format(name=added.name),
            lambda: logos.edit(self._vault, added.id, voided=True),
        )

    def shift(self, by: int) -> None:
        """Print the chosen one earlier or later."""
        order = [one.id for one in logos.every(self._vault)]
        chosen = self._chosen()
        if chosen not in order:
            return
        at = order.index(chosen)
        to = min(max(at + by, 0), len(order) - 1)
        order.insert(to, order.pop(at))
        logos.arrange(self._vault, order)
        self.reload()
        self.table.view.selectRow(to)
        self._allow(chosen)

    def remove(self) -> None:
        """Take the chosen one off the papers."""
        chosen = self._chosen()
        if not chosen:
            return
        gone = logos.edit(self._vault, chosen, voided=True)
        self.reload()
        self._shell.say(
            _("Logo tolto: {name}").format(name=gone.name),
            lambda: logos.edit(self._vault, chosen, voided=False),
        )

    def _chosen(self) -> str:
        row = self.table.current()
        return str(row["id"]) if row else ""

    def _allow(self, chosen: str) -> None:
        order = [one.id for one in logos.every(self._vault)]
        there = chosen in order
        self.up_button.setEnabled(there and order[0] != chosen)
        self.down_button.setEnabled(there and order[-1] != chosen)
        self.remove_button.setEnabled(there)


def _row(one: Logo, funders: dict[str, str]) -> dict[str, object]:
    return {
        "id": one.id,
        "name": one.name,
        "funder": funders.get(one.funder_id, ""),
        "kind": _KINDS.get(one.media_type, one.media_type),
        "size": -(-len(logos.picture(one)) // 1000),
    }


def _content(path: Path | None) -> bytes:
    if path is None:
        raise InvalidValue(_("Scegli l'immagine."), "file")
    try:
        with path.open("rb") as file:
            # One more than is allowed tells that it is too large, without reading all of it.
            return file.read(logos.MOST_BYTES + 1)
    except OSError as error:
        words = _("Non riesco a leggere «{name}»: {why}.")
        raise StorageFailed(words.format(name=path.name, why=reason(error))) from error
