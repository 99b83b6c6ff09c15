"""Why two records may be one person, or not, in short Italian sentences for the person who decides."""

from __future__ import annotations

from millegiorni_desk.areas.people.linkage.coded_words import is_coded
from millegiorni_desk.areas.people.linkage.dates import BirthLikeness
from millegiorni_desk.areas.people.linkage.evidence import Evidence
from millegiorni_desk.areas.people.linkage.features import Features
from millegiorni_desk.areas.people.linkage.likeness import Likeness
from millegiorni_desk.areas.people.linkage.name_comparison import NameComparison, Pairing
from millegiorni_desk.language import _

MOST = 6
"""Nobody reads a seventh line."""

BIRTH = {
    BirthLikeness.EQUAL: _("stessa data di nascita"),
    BirthLikeness.JANUARY_FIRST: _("stesso anno di nascita (1° gennaio)"),
    BirthLikeness.SWAPPED: _("data con giorno e mese scambiati"),
    BirthLikeness.ONE_PART: _("data di nascita quasi uguale"),
    BirthLikeness.SAME_YEAR: _("stesso anno di nascita"),
    BirthLikeness.NEAR_YEAR: _("anno di nascita vicino"),
    BirthLikeness.FAR: _("data di nascita diversa"),
    BirthLikeness.GENERATION: _("data di nascita molto diversa"),
}
"""What a likeness of two birth dates is called."""

_CODE = {
    "equal": _("stesso codice fiscale"),
    "unchecked": _("stesso codice fiscale"),
    "typo": _("codice fiscale diverso per un solo carattere"),
    "slips": _("codice fiscale quasi uguale"),
    "conflict": _("codici fiscali diversi"),
}
_PHONE = {"equal": _("stesso telefono"), "near": _("telefono diverso per una sola cifra")}
_CHILD = {"equal": _("stesso figlio o figlia"), "born": _("figli nati lo stesso giorno")}

_WARNINGS = {
    "given_names": _("attenzione: nomi diversi, può essere una sorella"),
    "similar_names": _("attenzione: nomi simili ma diversi, può essere una sorella"),
    "codes": _("attenzione: due codici fiscali validi e diversi"),
    "generation": _("attenzione: può essere la madre o la figlia"),
    "surnames": _("attenzione: coincidono solo il nome e la data"),
    "names_only": _("attenzione: coincide solo il nome"),
    "near_date": _("attenzione: la data non coincide del tutto"),
}

_ABSENT = _("codice fiscale assente")
AGAINST = frozenset(
    {
        BIRTH[BirthLikeness.FAR],
        BIRTH[BirthLikeness.GENERATION],
        _CODE["conflict"],
        _("telefono diverso"),
        _("cittadinanza diversa"),
        _("genere diverso"),
        _("cognomi diversi"),
        _("una parte del nome è diversa"),
        _("manca una parte del nome"),
        _ABSENT,
    }
)
"""The sentences that tell what differs or lacks, not what agrees."""
_SAME_ADDRESS = _("attenzione: stesso indirizzo, può essere una sorella")
_ALL_WARNINGS = frozenset({*_WARNINGS.values(), _SAME_ADDRESS})


def reasons_for(seen: Evidence, vetoes: tuple[str, ...]) -> tuple[str, ...]:
    """At most six sentences: what agrees, what differs, and last what to beware of."""
    warnings = [_WARNINGS[veto] for veto in vetoes]
    if "given_names" in vetoes and seen.address == "equal":
        warnings[0] = _SAME_ADDRESS
    said = [
        _CODE.get(seen.code, ""),
        *_name_reasons(seen.names),
        BIRTH.get(seen.birth, ""),
        _PHONE.get(seen.phone, ""),
        _CHILD.get(seen.child, ""),
        _("stesso indirizzo") if seen.address == "equal" else "",
        _("telefono diverso") if seen.phone == "different" else "",
        _("cittadinanza diversa") if seen.citizenship == "different" else "",
        _("genere diverso") if seen.gender_differs else "",
    ]
    told = [reason for reason in said if reason]
    warnings = warnings[:MOST]
    return (*told[: MOST - len(warnings)], *warnings)


def with_gaps(reasons: tuple[str, ...], one: Features, other: Features) -> tuple[str, ...]:
    """*reasons* for whoever decides on two cards: what would settle it and is missing is said too, if there is room."""
    if (one.codice_fiscale and other.codice_fiscale) or len(reasons) == MOST:
        return reasons
    told = [reason for reason in reasons if reason not in _ALL_WARNINGS]
    return (*told, _ABSENT, *reasons[len(told) :])


def _name_reasons(names: NameComparison) -> list[str]:
    reasons = []
    if names.swapped:
        reasons.append(_("nome e cognome scambiati"))
    for pairing in sorted(names.pairings, key=lambda one: (one.surname, -one.bits)):
        if (reason := _pairing_reason(pairing)) and reason not in reasons:
            reasons.append(reason)
    clean = not (names.given_conflict or names.given_partly or names.surname_conflict or names.confusable)
    if not reasons and names.pairings and clean:
        given = any(not pairing.surname for pairing in names.pairings)
        surname = any(pairing.surname for pairing in names.pairings)
        reasons.append(
            _("stesso nome e cognome")
            if given and surname
            else _("stesso nome")
            if given
            else _("stesso cognome")
        )
    equal = [pairing for pairing in names.pairings if pairing.surname and pairing.kind is Likeness.EQUAL]
    if names.given_conflict and equal:
        reasons.append(_("stesso cognome"))
    if names.surname_conflict:
        reasons.append(_("cognomi diversi"))
    if names.given_partly:
        reasons.append(_("una parte del nome è diversa"))
    if names.one_sided and clean:
        reasons.append(_("manca una parte del nome"))
    return reasons


def _pairing_reason(pairing: Pairing) -> str:
    what = _("cognome") if pairing.surname else _("nome")
    # Codes tell nobody anything.
    pair = "" if is_coded(pairing.one) else f"({pairing.one.capitalize()}/{pairing.other.capitalize()})"
    if pairing.kind in (Likeness.SOUND, Likeness.VARIANT):
        return _("stesso suono del {what} {pair}").format(what=what, pair=pair)
    if pairing.kind in (Likeness.NEAR, Likeness.CONFUSABLE, Likeness.FAINT):
        return _("{what} simile {pair}").format(what=what, pair=pair).strip()
    if pairing.kind is Likeness.CUT:
        return _("{what} abbreviato {pair}").format(what=what, pair=pair)
    if pairing.kind is Likeness.INITIAL:
        return _("stessa iniziale {pair}").format(pair=pair)
    return ""
