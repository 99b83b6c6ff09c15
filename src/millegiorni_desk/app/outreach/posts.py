"""*Comunicazione, pubblicazioni*: what was told on each channel."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from millegiorni_desk.app.outreach.part import (
    Around,
    RecordsPart,
    Words,
    funders_field,
    house_field,
    house_words,
)
from millegiorni_desk.areas.outreach import evidence, named, posts
from millegiorni_desk.areas.outreach.records import Post
from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.language import _, plural
from millegiorni_desk.network import service as network
from millegiorni_desk.ui.forms import (
    ChoiceField,
    DateField,
    Form,
    NoteField,
    NumberField,
    PartialDate,
    TextField,
)
from millegiorni_desk.ui.parsing import number
from millegiorni_desk.ui.tables import Column, Row, Source

_MOST_REACH = 100_000_000


class PostsPart(RecordsPart):
    """The posts of all channels, the newest first."""

    def __init__(self, around: Around) -> None:
        self.words = Words(
            _("Pubblicazioni"),
            _("Nessuna pubblicazione in questo periodo."),
            (_("Nuova pubblicazione"), _("Aggiungi la pubblicazione")),
            (_("Correggi la pubblicazione"), _("Salva la pubblicazione")),
            _("Pubblicazione aggiunta"),
            _("Pubblicazione corretta"),
            _("Togli la pubblicazione"),
            _("Pubblicazione tolta"),
        )
        super().__init__(
            around,
            (
                Column("on_date", _("Giorno"), "date", 100),
                Column("channel", _("Canale"), width=130),
                Column("title", _("Di che cosa parla")),
                Column("reach", _("Raggiunte"), "number", 100),
                Column("files", _("Prove"), "number", 70),
            ),
        )

    def make_form(self) -> Form:
        channels = list(network.terms(self.vault, "outreach_channel", date.today()).items())
        form = Form()
        form.add_row(
            channel=ChoiceField(_("Canale"), channels),
            on_date=DateField(_("Uscita il"), year_alone=False),
            reach=NumberField(_("Persone raggiunte"), least=0, most=_MOST_REACH, hint=_("Vuoto: non si sa.")),
        )
        form.add("title", TextField(_("Di che cosa parla")))
        form.add("link", TextField(_("Collegamento"), placeholder="https://"))
        self.meeting = ChoiceField(_("Per quale incontro"), searchable=True, none="")
        form.add_row(house_code=house_field(self.vault, _("Di quale casa")), meeting_id=self.meeting)
        form.add("funders", funders_field(self.vault, _("Finanziatori nominati")))
        form.add("notes", NoteField(_("Note"), lines=2))
        form.fields["on_date"].changed.connect(self._offer_meetings)
        return form

    def _offer_meetings(self) -> None:
        """The meetings around the day of the post."""
        try:
            given = self.form.fields["on_date"].value()
        except InvalidValue:
            return
        self._offer((given.day if isinstance(given, PartialDate) else None) or date.today())

    def _offer(self, day: date, chosen: str | None = None) -> None:
        near = {one.id: one for one in named.meetings_near(self.vault, day)}
        if chosen and chosen not in near:
            near |= named.subjects(self.vault, [chosen])
        self.meeting.set_options([(one.id, f"{one.on_date:%d/%m/%Y} · {one.title}") for one in near.values()])

    def fresh(self) -> dict[str, object]:
        last = posts.page(self.vault, 0, 1)
        return {"on_date": date.today(), "funders": tuple(last[0].funders) if last else ()}

    def source(self) -> Source:
        days, vault = self.around.days, self.vault
        return Source(lambda: posts.count(vault, days), self._rows)

    def _rows(self, at: int, most: int) -> list[Row]:
        found = posts.page(self.vault, at, most, self.around.days)
        channels = network.terms(self.vault, "outreach_channel")
        files = evidence.counts(self.vault, [one.id for one in found])
        return [
            {
                "id": one.id,
                "on_date": one.on_date.isoformat(),
                "channel": channels.get(one.channel, one.channel),
                "title": one.title,
                "reach": one.reach,
                "files": files.get(one.id),
            }
            for one in found
        ]

    def count_words(self, count: int) -> str:
        return plural("{n} pubblicazione", "{n} pubblicazioni", count).format(n=number(count))

    def record(self, key: str) -> Post:
        return posts.post(self.vault, key)

    def add_new(self, given: dict[str, Any]) -> Post:
        return posts.add(self.vault, Post(**given))

    def change(self, key: str, **changes: Any) -> Post:
        return posts.edit(self.vault, key, **changes)

    def answers(self) -> dict[str, Any]:
        given = super().answers()
        return {**given, "meeting_id": given["meeting_id"] or None}

    def take_up(self, key: str) -> None:
        super().take_up(key)
        # The day that was put in offered the meetings around it: the one of the post may be another time.
        held = self.record(key)
        self._offer(held.on_date, held.meeting_id)
        self.meeting.set_value(held.meeting_id or "")

    def told_of(self, record: Post) -> Iterable[str]:
        funders = named.funders(self.vault)
        return (
            record.title,
            record.link,
            house_words(self.vault, record.house_code),
            ", ".join(funders[one] for one in record.funders if one in funders),
            record.notes,
        )
