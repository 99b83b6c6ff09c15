"""What is asked of a paper of meetings before it is printed, and how it is made from the answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from millegiorni_desk.areas.meetings import papers, service
from millegiorni_desk.areas.meetings.paper_content import Look, written_in
from millegiorni_desk.areas.meetings.records import Meeting
from millegiorni_desk.areas.people.languages import languages
from millegiorni_desk.language import _, plural
from millegiorni_desk.network import logos
from millegiorni_desk.network import service as network
from millegiorni_desk.network.desk_contact import desk_contact
from millegiorni_desk.paper.scripts import LANGUAGES
from millegiorni_desk.ui.chips import ChipGroup
from millegiorni_desk.ui.forms import ChoiceField, Form, TextField, TickField
from millegiorni_desk.ui.labels import label, reveal
from millegiorni_desk.ui.parsing import MONTHS
from millegiorni_desk.vault.vault import Vault

FLYER, POSTER, BOOKMARK, PRESENCES = "flyer", "poster", "bookmark", "presences"
_SIZES = {FLYER: papers.FLYER_SIZES, POSTER: papers.POSTER_SIZES}
_BEFORE, _AHEAD = 3, 12


@dataclass(frozen=True)
class Wanted:
    """The paper that the answers ask for; ``meeting_id`` is empty for a whole month's."""

    paper: str
    size: str
    month: date
    house: str
    meeting_id: str
    look: Look

    @property
    def file_name(self) -> str:
        """What its file is called: never a person's name."""
        names = {
            FLYER: "volantino",
            POSTER: "locandina",
            BOOKMARK: "segnalibro",
            PRESENCES: "foglio-presenze",
        }
        size = f"-{self.size}" if self.size else ""
        return f"{names[self.paper]}-{self.month:%Y-%m}{size}.pdf"

    def make(self, vault: Vault) -> bytes:
        """The PDF."""
        if self.paper == FLYER:
            return papers.flyer(vault, self.month, self.house, self.size, self.look)
        if self.paper == POSTER:
            return papers.poster(vault, self.meeting_id, self.size, self.look)
        if self.paper == PRESENCES:
            return papers.presences(vault, self.meeting_id, self.look)
        if self.meeting_id:
            return papers.bookmarks_of(vault, self.meeting_id, self.look)
        return papers.bookmarks(vault, self.month, self.house, self.look)


class PaperChoices(Form):
    """Which paper, of which month or meeting, in which languages, with whose marks."""

    def __init__(self, vault: Vault) -> None:
        super().__init__()
        self._vault = vault
        self._meetings: list[Meeting] = []
        self.paper = self.add(
            "paper",
            ChipGroup(
                _("Che cosa stampi"),
                [
                    (FLYER, _("Volantino del mese")),
                    (POSTER, _("Locandina")),
                    (BOOKMARK, _("Segnalibri")),
                    (PRESENCES, _("Foglio delle presenze")),
                ],
            ),
        )
        self.month = ChoiceField(_("Mese"), none=_("scegli il mese"))
        self.house = ChoiceField(_("Casa"), none=_("tutte le case"))
        self.meeting = ChoiceField(_("Quale incontro"), none=_("tutti quelli del mese"))
        self.sheet = ChipGroup(_("Formato"))
        self.language = ChoiceField(_("Seconda lingua"), none=_("solo in italiano"))
        self.contact = TextField(_("Come trovarvi"), placeholder=_("per esempio tel. 011 1234567"))
        self.marks = ChipGroup(_("Loghi in fondo"), multiple=True)
        self.crop = TickField(_("Con i segni di taglio, per la tipografia"))
        self.add_row(month=self.month, house=self.house)
        self.add("meeting", self.meeting)
        self.add_row(sheet=self.sheet, language=self.language)
        self.add("contact", self.contact)
        self.add("marks", self.marks)
        self.add("crop", self.crop)
        self.note = label("", "small", wrap=True)
        self.add_widget(self.note)
        self.paper.set_value(FLYER)
        self.contact.set_value(desk_contact(vault))
        self._offered = False

    def begin(self, argument: str) -> None:
        """Show the month (``2026-11``) or the meeting (its id) that the page was opened with."""
        self.offer()
        if len(argument) == 7:
            self._show_month(argument)
            if not self.paper.value():
                self.paper.set_value(FLYER)
        elif argument:
            one = service.meeting(self._vault, argument)
            self._show_month(f"{one.on_date:%Y-%m}")
            self.house.set_value(one.house_code)
            self.follow()
            self.meeting.set_value(one.id)
            if self.paper.value() in ("", FLYER):
                self.paper.set_value(PRESENCES if one.on_date <= date.today() else POSTER)
        self.follow()

    def offer(self) -> None:
        """Houses, marks and months as they are now."""
        self.house.set_options([(one.code, one.name) for one in network.houses(self._vault)])
        known = logos.every(self._vault)
        chosen = set(self.marks.chosen())
        before = {chip.code for chip in self.marks.chips}
        self.marks.set_options([(one.id, one.name) for one in known])
        self.marks.set_value([one.id for one in known if one.id in chosen or one.id not in before])
        reveal(self.marks, bool(known))
        if not self._offered:
            self._offered = True
            self._show_month(f"{date.today():%Y-%m}")
            self.house.set_value(self._vault.house)

    def follow(self) -> None:
        """After an answer: what is asked with it, and what can be chosen."""
        paper = str(self.paper.value() or FLYER)
        self._meetings = papers.in_month(self._vault, self._first(), self.house.value())
        asked = self.meeting.value()
        self.meeting.set_options([(one.id, _named(one)) for one in self._meetings])
        if asked and all(one.id != asked for one in self._meetings):
            self.meeting.set_value("")
        reveal(self.meeting, paper != FLYER)
        sizes = _SIZES.get(paper, ())
        chosen = self.sheet.value()
        self.sheet.set_options([(size, size) for size in sizes])
        if sizes and chosen not in sizes:
            self.sheet.set_value(sizes[0])
        reveal(self.sheet, bool(sizes))
        reveal(self.crop, paper in (FLYER, POSTER))
        self._offer_languages()
        self._tell(paper)

    def wanted(self) -> Wanted | None:
        """What is asked for, or nothing while something is still to be chosen."""
        paper = str(self.paper.value() or FLYER)
        meeting_id = "" if paper == FLYER else self.meeting.value()
        if not self.month.value() or (paper in (POSTER, PRESENCES) and not meeting_id):
            return None
        look = Look(
            self.language.value(),
            self.marks.chosen(),
            self.contact.value(),
            self.crop.value() and paper in (FLYER, POSTER),
        )
        size = str(self.sheet.value() or "") if paper in _SIZES else ""
        return Wanted(paper, size, self._first(), self.house.value(), meeting_id, look)

    def maker(self) -> Callable[[], bytes] | None:
        """What makes the PDF that is asked for."""
        wanted, vault = self.wanted(), self._vault
        return None if wanted is None else lambda: wanted.make(vault)

    def first(self) -> date:
        """The first day of the month shown."""
        return self._first()

    def _first(self) -> date:
        return date.fromisoformat(f"{self.month.value() or f'{date.today():%Y-%m}'}-01")

    def _show_month(self, month: str) -> None:
        today = date.today()
        at = today.year * 12 + today.month - 1
        codes = {f"{n // 12:04d}-{n % 12 + 1:02d}" for n in range(at - _BEFORE, at + _AHEAD + 1)} | {month}
        self.month.set_options([(code, f"{MONTHS[int(code[5:]) - 1]} {code[:4]}") for code in sorted(codes)])
        self.month.set_value(month)

    def _offer_languages(self) -> None:
        named = languages()
        told = [code for code in written_in(self._meetings) if code in named]
        rest = [code for code in LANGUAGES if code != "it" and code not in told]
        self.language.set_options([(code, named[code]) for code in (*told, *rest)])

    def _tell(self, paper: str) -> None:
        language, one = self.language.value(), self.meeting.value()
        shown: Sequence[Meeting] = [each for each in self._meetings if paper == FLYER or one in ("", each.id)]
        lacking = sum(each.second_language != language or not each.second_title for each in shown)
        words = ""
        if paper in (POSTER, PRESENCES) and not one:
            words = _("Scegli l'incontro.")
        elif language and lacking:
            words = plural(
                "Un incontro non è scritto in questa lingua: il suo testo resta in italiano.",
                "{n} incontri non sono scritti in questa lingua: il loro testo resta in italiano.",
                lacking,
            ).format(n=lacking)
        self.note.setText(words)
        reveal(self.note, bool(words))


def _named(one: Meeting) -> str:
    hour = f" {one.starts}" if one.starts else ""
    return f"{one.on_date:%d/%m}{hour} · {one.title}"
