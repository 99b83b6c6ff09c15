"""How a pair of cards is told: what stands on each, what was decided before, and what the proposal stands on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from millegiorni_desk.areas.people import contact
from millegiorni_desk.areas.people.countries import country_name
from millegiorni_desk.areas.people.languages import language_name
from millegiorni_desk.areas.people.linkage.match_reasons import AGAINST
from millegiorni_desk.areas.people.linkage.matching import WEIGHTS_VERSION
from millegiorni_desk.areas.people.pairs import PairToReview
from millegiorni_desk.areas.people.pseudonym import listed
from millegiorni_desk.areas.people.records import Child, Person
from millegiorni_desk.areas.people.view.words import birth_words, children_words, line
from millegiorni_desk.language import _, plural
from millegiorni_desk.network import service as network
from millegiorni_desk.ui.parsing import number
from millegiorni_desk.vault.vault import Vault

VERDICTS = {
    "same": _("Stessa persona"),
    "different": _("Persone diverse"),
    "unsure": _("Lasciate in dubbio"),
    "withdrawn": _("Di nuovo da decidere"),
}
"""What a decision is called once it is taken."""

_SAID = {"different": _("persone diverse"), "unsure": _("non so")}
_NEWS = {
    "code": _("codice fiscale"),
    "birth": _("data di nascita"),
    "phone": _("telefono"),
    "names": _("nome o cognome"),
    "address": _("indirizzo"),
    "child": _("figli"),
}


def facts(person: Person, children: Sequence[Child]) -> dict[str, str]:
    """What stands on a card, by what it is called; nothing of what is not told."""
    return {
        _("Nata"): birth_words(person.birth_date, person.birth_precision),
        _("Codice fiscale"): person.codice_fiscale,
        _("Come si può chiamare"): contact.line(person),
        _("Cittadinanza"): country_name(person.citizenship) if person.citizenship else "",
        _("Lingua"): language_name(person.language) if person.language else "",
        _("Indirizzo"): person.address,
        _("Figli"): children_words(children, date.today()),
    }


def told(vault: Vault, person: Person) -> str:
    """Who a card is of, with what tells two of one name apart: birth, country and, for the coordination, its house."""
    parts = [listed(person), line(person), "" if vault.house else house_name(vault, person)]
    return ", ".join(part for part in parts if part)


def house_name(vault: Vault, person: Person) -> str:
    """What the house of a card is called."""
    return next((house.name for house in network.houses(vault) if house.code == person.house), person.house)


def kind(reason: str) -> str:
    """The kind of pill of a reason: what agrees, what differs or lacks, and what to beware of."""
    return "warning" if reason.startswith(_("attenzione")) else "quiet" if reason in AGAINST else "info"


def before(pair: PairToReview, by: str) -> str:
    """What was decided on a pair that has come back, when, *by* whom, and what is known only since."""
    if pair.said is None:
        return ""
    day = datetime.fromisoformat(pair.said.at).astimezone()
    told = _("Il {day:%d/%m/%Y} {by} ha detto «{said}».").format(
        day=day, by=by, said=_SAID[pair.said.verdict]
    )
    if not pair.news:
        return told
    news = ", ".join(_NEWS[kind] for kind in pair.news)
    return told + " " + _("Nuovo da allora: {news}.").format(news=news)


def details(pair: PairToReview) -> str:
    """The figures behind a proposal: the weight of what agrees and differs, how likely it is, what hangs on it."""
    return _(
        "Indizi: {bits} bit. Probabilità che sia la stessa: {chance} %. {accesses}. Pesi del confronto: versione {n}."
    ).format(
        bits=f"{pair.match.bits:.1f}".replace(".", ","),
        # Nobody is ever sure.
        chance=number(min(99, max(1, round(100 * pair.chance)))),
        accesses=plural("{n} accesso in tutto", "{n} accessi in tutto", pair.accesses).format(
            n=number(pair.accesses)
        ),
        n=WEIGHTS_VERSION,
    )
