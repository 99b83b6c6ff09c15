"""*Comunicazione, materiali*: what was printed, and where its copies went."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from PySide6.QtCore import Qt

from millegiorni_desk.app.outreach.deliveries import DeliveriesCard
from millegiorni_desk.app.outreach.part import (
    Around,
    RecordsPart,
    Words,
    funders_field,
    house_field,
    house_words,
)
from millegiorni_desk.areas.outreach import evidence, materials, named
from millegiorni_desk.areas.outreach.records import Material
from millegiorni_desk.areas.people.languages import language_name
from millegiorni_desk.areas.people.view.choices import LanguagesField
from millegiorni_desk.language import _, plural
from millegiorni_desk.network import service as network
from millegiorni_desk.ui.forms import (
    ChoiceField,
    DateField,
    Form,
    MoneyField,
    NoteField,
    NumberField,
    TextField,
)
from millegiorni_desk.ui.parsing import money, number
from millegiorni_desk.ui.tables import Column, Row, Source


class MaterialsPart(RecordsPart):
    """The print runs; one that is taken up shows where its copies went."""

    def __init__(self, around: Around) -> None:
        self.words = Words(
            _("Materiali"),
            _("Nessuna stampa in questo periodo."),
            (_("Nuova stampa"), _("Aggiungi la stampa")),
            (_("Correggi la stampa"), _("Salva la stampa")),
            _("Stampa aggiunta"),
            _("Stampa corretta"),
            _("Togli la stampa"),
            _("Stampa tolta"),
        )
        super().__init__(
            around,
            (
                Column("on_date", _("Giorno"), "date", 100),
                Column("kind", _("Che cosa"), width=150),
                Column("title", _("Titolo")),
                Column("copies", _("Copie"), "number", 80),
                Column("left", _("Restano"), "number", 85),
                Column("files", _("Prove"), "number", 70),
            ),
        )
        self.deliveries = DeliveriesCard(around, self._delivered)
        self.deliveries.hide()
        self.layout_.insertWidget(self.layout_.indexOf(self.card), self.deliveries)

    def make_form(self) -> Form:
        kinds = list(network.terms(self.vault, "material_kind", date.today()).items())
        form = Form()
        form.add_row(kind=ChoiceField(_("Che cosa"), kinds), title=TextField(_("Titolo")))
        form.add_row(
            on_date=DateField(_("Stampata il"), year_alone=False),
            copies=NumberField(_("Copie stampate"), least=1, most=materials.MOST_COPIES),
            cost_cents=MoneyField(_("Costo")),
        )
        form.add_row(
            languages=LanguagesField(_("Lingue")),
            house_code=house_field(self.vault, _("Di quale casa")),
        )
        form.add("funders", funders_field(self.vault, _("Marchi dei finanziatori")))
        form.add("notes", NoteField(_("Note"), lines=2))
        return form

    def fresh(self) -> dict[str, object]:
        last = materials.page(self.vault, 0, 1)
        return {
            "on_date": date.today(),
            "languages": ["it"],
            "funders": tuple(last[0].material.funders) if last else (),
        }

    def source(self) -> Source:
        days, vault = self.around.days, self.vault
        return Source(lambda: materials.count(vault, days), self._rows)

    def _rows(self, at: int, most: int) -> list[Row]:
        found = materials.page(self.vault, at, most, self.around.days)
        kinds = network.terms(self.vault, "material_kind")
        files = evidence.counts(self.vault, [one.material.id for one in found])
        return [
            {
                "id": one.material.id,
                "on_date": one.material.on_date.isoformat(),
                "kind": kinds.get(one.material.kind, one.material.kind),
                "title": one.material.title,
                "copies": one.material.copies,
                "left": one.left - one.too_many,
                "files": files.get(one.material.id),
            }
            for one in found
        ]

    def count_words(self, count: int) -> str:
        return plural("{n} stampa", "{n} stampe", count).format(n=number(count))

    def record(self, key: str) -> Material:
        return materials.line(self.vault, key).material

    def add_new(self, given: dict[str, Any]) -> Material:
        return materials.add(self.vault, Material(**given))

    def change(self, key: str, **changes: Any) -> Material:
        return materials.edit(self.vault, key, **changes)

    def answers(self) -> dict[str, Any]:
        given = super().answers()
        return {**given, "copies": given["copies"] or 0}

    def told_of(self, record: Material) -> Iterable[str]:
        funders = named.funders(self.vault)
        return (
            record.title,
            ", ".join(language_name(code) for code in record.languages),
            house_words(self.vault, record.house_code),
            ", ".join(funders[one] for one in record.funders if one in funders),
            f"{money(record.cost_cents)} €" if record.cost_cents is not None else "",
            record.notes,
        )

    def take_up(self, key: str) -> None:
        super().take_up(key)
        self.deliveries.take(key)
        if self.around.may:
            # Copies go out more often than a print run is put right.
            self.deliveries.form.fields["copies"].setFocus(Qt.FocusReason.OtherFocusReason)

    def reload(self) -> None:
        super().reload()
        self.deliveries.setVisible(bool(self.deliveries.key) and (bool(self.card.key) or not self.around.may))
        if self.deliveries.isVisibleTo(self):
            self.deliveries.show_rows()

    def _delivered(self) -> None:
        self.table.show_rows(self.source())
