"""*Comunicazione, convegni*: where the project was told of."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from millegiorni_desk.app.outreach.part import Around, RecordsPart, Words
from millegiorni_desk.areas.outreach import conferences, evidence
from millegiorni_desk.areas.outreach.records import Conference
from millegiorni_desk.language import _, plural
from millegiorni_desk.network import service as network
from millegiorni_desk.ui.forms import ChoiceField, DateField, Form, NoteField, NumberField, TextField
from millegiorni_desk.ui.parsing import number
from millegiorni_desk.ui.tables import Column, Source

_MOST_REACH = 1_000_000


class ConferencesPart(RecordsPart):
    """The conferences of the period, also those to come."""

    def __init__(self, around: Around) -> None:
        self.words = Words(
            _("Convegni"),
            _("Nessun convegno in questo periodo."),
            (_("Nuovo convegno"), _("Aggiungi il convegno")),
            (_("Correggi il convegno"), _("Salva il convegno")),
            _("Convegno aggiunto"),
            _("Convegno corretto"),
            _("Togli il convegno"),
            _("Convegno tolto"),
        )
        super().__init__(
            around,
            (
                Column("on_date", _("Giorno"), "date", 100),
                Column("title", _("Titolo")),
                Column("organiser", _("Chi lo organizza"), width=190),
                Column("role", _("Come"), width=150),
                Column("files", _("Prove"), "number", 70),
            ),
        )

    def make_form(self) -> Form:
        roles = list(network.terms(self.vault, "conference_role", date.today()).items())
        form = Form()
        form.add_row(
            on_date=DateField(_("Giorno"), year_alone=False),
            title=TextField(_("Titolo")),
        )
        form.add_row(organiser=TextField(_("Chi lo organizza")), place=TextField(_("Dove")))
        form.add_row(
            role=ChoiceField(_("Come si è partecipato"), roles),
            speaker=TextField(_("Chi è intervenuta")),
            reach=NumberField(_("Persone presenti"), least=0, most=_MOST_REACH, hint=_("Vuoto: non si sa.")),
        )
        form.add("link", TextField(_("Collegamento"), placeholder="https://"))
        form.add("notes", NoteField(_("Note"), lines=2))
        return form

    def fresh(self) -> dict[str, object]:
        return {"role": "speaker"}

    def source(self) -> Source:
        found = conferences.every(self.vault, self.around.days)
        roles = network.terms(self.vault, "conference_role")
        files = evidence.counts(self.vault, [one.id for one in found])
        today = date.today()
        return Source.of(
            [
                {
                    "id": one.id,
                    "on_date": one.on_date.isoformat(),
                    "title": one.title,
                    "organiser": one.organiser,
                    "role": roles.get(one.role, one.role) if one.on_date <= today else _("in programma"),
                    "files": files.get(one.id),
                }
                for one in found
            ]
        )

    def count_words(self, count: int) -> str:
        return plural("{n} convegno", "{n} convegni", count).format(n=number(count))

    def record(self, key: str) -> Conference:
        return conferences.conference(self.vault, key)

    def add_new(self, given: dict[str, Any]) -> Conference:
        return conferences.add(self.vault, Conference(**given))

    def change(self, key: str, **changes: Any) -> Conference:
        return conferences.edit(self.vault, key, **changes)

    def told_of(self, record: Conference) -> Iterable[str]:
        return (record.title, record.organiser, record.place, record.speaker, record.link, record.notes)
