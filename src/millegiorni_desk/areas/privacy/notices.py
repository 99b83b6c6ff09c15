"""The notice (informativa, GDPR article 13): its versions, and who was given which."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlmodel import col, select

from millegiorni_desk import resources
from millegiorni_desk.areas.people.records import Person
from millegiorni_desk.areas.privacy.records import Notice, NoticeGiven
from millegiorni_desk.errors import InvalidValue, NotAllowed
from millegiorni_desk.language import _
from millegiorni_desk.network import service as network
from millegiorni_desk.paper.document import inserted
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault

LANGUAGES = ("it", "en", "fr", "es", "ar", "ro", "zh", "bn")
HOW = ("printed", "read", "sent")
SHIPPED_VERSION = 1
_SHIPPED_FROM = date(2026, 1, 1)
# What nobody wrote yet is written on the paper by hand.
_TO_WRITE = "________"
_PLACEHOLDERS = frozenset({"body", "seat", "codice_fiscale", "contact", "dpo", "house"})


@dataclass(frozen=True)
class Filled:
    """A notice with the names of the body that gives it. ``draft``: nobody has approved this text yet."""

    version: int
    language: str
    title: str
    body: str
    draft: bool


def shipped(language: str) -> Notice:
    """The text that comes with the program: a draft, until the coordination publishes one of its own."""
    title, _sep, body = resources.read_text(f"notices/{language}.md").partition("\n")
    return Notice(
        version=SHIPPED_VERSION,
        language=language,
        title=title.removeprefix("# ").strip(),
        body=body.strip(),
        valid_from=_SHIPPED_FROM,
    )


def published(vault: Vault) -> list[Notice]:
    """Every text of the coordination's own, newest version first."""

    def read() -> list[Notice]:
        with vault.read() as session:
            found = session.exec(
                select(Notice).order_by(col(Notice.version).desc(), Notice.language, Notice.id)
            )
            return list(found.all())

    return vault.cached("notices", ("notice",), read)


def current_version(vault: Vault, on: date | None = None) -> int:
    """The number of the version in force on a day (today)."""
    day = on or date.today()
    return max((one.version for one in published(vault) if one.valid_from <= day), default=SHIPPED_VERSION)


def current(vault: Vault, language: str) -> Notice:
    """The text in force in *language*; where the version in force lacks it, in Italian."""
    if language not in LANGUAGES:
        raise InvalidValue(_("Non c'è un'informativa in questa lingua: scegline un'altra."), "language")
    version = current_version(vault)
    own = {one.language: one for one in reversed(published(vault)) if one.version == version}
    if not own:
        return shipped(language)
    return own.get(language) or own["it"]


def filled(vault: Vault, language: str, house: str = "", body: str = "") -> Filled:
    """The text in force with the names of the body of *house* (this desk's) in their places.

    Where a house has several bodies, *body* is the code of the one that answers; the first by name otherwise.
    """
    notice = current(vault, language)
    own = any(one.version == notice.version for one in published(vault))
    return _filled(vault, notice, vault.house or house, body, draft=not own)


def proof(vault: Vault, texts: Mapping[str, tuple[str, str]], language: str, house: str = "") -> bytes:
    """A text that is not in force yet on paper, beside its Italian; marked as a draft. Nothing is kept."""
    from millegiorni_desk.areas.privacy.documents import notice_pdf

    vault.require(Permission.MANAGE_PRIVACY)
    wanted = [code for code in dict.fromkeys(("it", language)) if any(texts.get(code, ()))]
    for code in wanted or [language]:
        _check_text(code, *texts.get(code, ("", "")))
    number = 1 + max((one.version for one in published(vault)), default=SHIPPED_VERSION)
    made = [
        Notice(
            version=number, language=code, title=texts[code][0], body=texts[code][1], valid_from=date.today()
        )
        for code in wanted
    ]
    return notice_pdf(
        [_filled(vault, one, vault.house or house, "", draft=True) for one in made], date.today()
    )


def _filled(vault: Vault, notice: Notice, code: str, answering: str, *, draft: bool) -> Filled:
    bodies = [one for one in network.bodies(vault, code) if answering in ("", one.code)]
    if not bodies:
        raise InvalidValue(
            _(
                "Nessun ente gestisce questa casa: l'informativa non avrebbe un titolare. Chiedi al coordinamento."
            ),
            "house",
        )
    body = bodies[0]
    names = {
        "body": body.name,
        "seat": body.seat or _TO_WRITE,
        "codice_fiscale": body.codice_fiscale or _TO_WRITE,
        "contact": body.privacy_contact or body.seat or body.name,
        "dpo": body.dpo or "—",
        "house": network.house(vault, code).name if code else _TO_WRITE,
    }
    # Each name keeps its own direction inside an Arabic sentence.
    text = re.sub(r"\{(\w+)\}", lambda found: inserted(names.get(found[1], found[0])), notice.body)
    return Filled(notice.version, notice.language, notice.title, text, draft=draft)


def pdf(
    vault: Vault,
    language: str,
    house: str = "",
    body: str = "",
    *,
    beside_italian: bool = False,
    on: date | None = None,
) -> bytes:
    """The text in force on paper, alone or beside Italian, as given on a day (today); noted in the audit log."""
    from millegiorni_desk.areas.privacy.documents import notice_pdf

    texts = [filled(vault, language, house, body)]
    if beside_italian and texts[0].language != "it":
        texts.insert(0, filled(vault, "it", house, body))
    made = notice_pdf(texts, on or date.today())
    vault.note("notice.print", version=texts[0].version, language=texts[-1].language)
    return made


def publish(vault: Vault, texts: Mapping[str, tuple[str, str]], valid_from: date) -> int:
    """Put a new version in force: language → title and body; Italian must be there. Returns its number.

    Only the coordination does, for every house. What was given before stays recorded with its own version.
    """
    vault.require(Permission.MANAGE_PRIVACY)
    if vault.house:
        raise NotAllowed(
            _("L'informativa si pubblica soltanto nell'archivio del coordinamento, per tutte le case.")
        )
    if "it" not in texts:
        raise InvalidValue(_("Serve almeno il testo italiano."), "it")
    for language, (title, body) in texts.items():
        _check_text(language, title, body)
    newest = max((one.version for one in published(vault)), default=SHIPPED_VERSION)
    rows = [
        Notice(
            version=newest + 1,
            language=language,
            title=title.strip(),
            body=body.strip(),
            valid_from=valid_from,
        )
        for language, (title, body) in texts.items()
    ]
    with vault.save("notice.publish") as session:
        session.add_all(rows)
    return newest + 1


def _check_text(language: str, title: str, body: str) -> None:
    if language not in LANGUAGES:
        raise InvalidValue(_("L'informativa non si può scrivere in questa lingua."), language)
    if not title.strip() or not body.strip():
        raise InvalidValue(
            _("Scrivi il titolo e il testo dell'informativa, o togli questa lingua."), language
        )
    unknown = set(re.findall(r"\{(\w+)\}", body)) - _PLACEHOLDERS
    if unknown:
        raise InvalidValue(
            _("Non so che cosa mettere al posto di {names}. Si possono usare: {known}.").format(
                names=", ".join(sorted(unknown)), known=", ".join(sorted(_PLACEHOLDERS))
            ),
            language,
        )


def give(
    vault: Vault, person_id: str, language: str, how: str = "printed", on: date | None = None
) -> NoticeGiven:
    """Record that she was given the notice in force in *language*."""
    vault.require(Permission.EDIT_PERSON)
    if how not in HOW:
        raise InvalidValue(_("Un'informativa si stampa, si legge insieme o si manda."), "how")
    day = on or date.today()
    if day > date.today():
        raise InvalidValue(_("Il giorno dell'informativa è nel futuro."), "on_date")
    notice = current(vault, language)
    with vault.save("notice.give") as session:
        given_now = NoticeGiven(
            house=vault.get(Person, person_id).house,
            person_id=person_id,
            version=notice.version,
            language=notice.language,
            on_date=day,
            how=how,
            given_by=vault.user_name,
        )
        session.add(given_now)
    return given_now


def take_back(vault: Vault, given_id: str, voided: bool = True) -> NoticeGiven:
    """Say that a record of a notice given was a mistake, or that it was not."""
    vault.require(Permission.EDIT_PERSON)
    with vault.save("notice.take_back") as session:
        record = vault.get(NoticeGiven, given_id)
        record.voided = voided
        return session.merge(record)


def given(vault: Vault, person_id: str) -> list[NoticeGiven]:
    """The notices she was given, newest first."""
    vault.require(Permission.SEE_PEOPLE)
    with vault.read() as session:
        return list(
            session.exec(
                select(NoticeGiven)
                .where(NoticeGiven.person_id == person_id, col(NoticeGiven.voided).is_(False))
                .order_by(col(NoticeGiven.on_date).desc(), col(NoticeGiven.id).desc())
            ).all()
        )


def missing(vault: Vault, person_id: str) -> bool:
    """Whether she has not been given the version in force."""
    version = current_version(vault)
    return not any(one.version >= version for one in given(vault, person_id))
