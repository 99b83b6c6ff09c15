"""Houses, managing bodies and vocabularies: reading them, and what the coordinator adds."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date

from sqlmodel import select

from millegiorni_desk.errors import InvalidValue, NotFound
from millegiorni_desk.language import _
from millegiorni_desk.network.records import House, ManagingBody, Term
from millegiorni_desk.network.vocabularies import OF_QUESTION, SHIPPED
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault

# What the roster and a receipt's number can hold.
_CODE = re.compile(r"[A-Z0-9]{1,16}")
# The place of words that were never put in order.
_LAST = 1 << 30


def fold(text: str) -> str:
    """*text* without case, accents and spaces around: how words written by people are compared."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(c for c in decomposed if not unicodedata.combining(c)).split())


def houses(vault: Vault) -> list[House]:
    """Every house of the network, by name."""

    def read() -> list[House]:
        with vault.read() as session:
            return list(session.exec(select(House).order_by(House.name)).all())

    return vault.cached("houses", ("house",), read)


def house(vault: Vault, code: str) -> House:
    """The house with that code. Raises ``NotFound``."""
    for known in houses(vault):
        if known.code == code:
            return known
    raise NotFound(
        _("Non conosco la casa «{code}». Sincronizza per ricevere l'elenco delle case.").format(code=code)
    )


def find_house(vault: Vault, text: str) -> House:
    """The house that *text* means: its code or its name. Raises ``InvalidValue``."""
    for known in houses(vault):
        if fold(text) in (fold(known.code), fold(known.name)):
            return known
    raise InvalidValue(_("«{text}» non è una casa della rete.").format(text=text), "house")


def bodies(vault: Vault, house_code: str = "") -> list[ManagingBody]:
    """The managing bodies, by name; only those of one house where its code is given."""

    def read() -> list[ManagingBody]:
        with vault.read() as session:
            return list(session.exec(select(ManagingBody).order_by(ManagingBody.name)).all())

    known = vault.cached("bodies", ("managing_body",), read)
    return [body for body in known if not house_code or house_code in body.houses]


def body(vault: Vault, code: str) -> ManagingBody:
    """The managing body with that code. Raises ``NotFound``."""
    for known in bodies(vault):
        if known.code == code:
            return known
    raise NotFound(
        _("Non conosco l'ente «{code}». Sincronizza per ricevere l'elenco degli enti.").format(code=code)
    )


def add_house(vault: Vault, new: House) -> House:
    """Add a house to the network. Its code stays for ever."""
    vault.require(Permission.MANAGE_NETWORK)
    if not _CODE.fullmatch(new.code):
        raise InvalidValue(
            _(
                "Il codice della casa è fatto di lettere maiuscole senza accenti e cifre (al più 16), per esempio BAR."
            ),
            "code",
        )
    if not new.name.strip():
        raise InvalidValue(_("Dai un nome alla casa."), "name")
    if any(known.code == new.code for known in houses(vault)):
        raise InvalidValue(_("Il codice {code} è già di un'altra casa.").format(code=new.code), "code")
    with vault.save("house.add") as session:
        session.add(new)
    return new


def add_body(vault: Vault, new: ManagingBody) -> ManagingBody:
    """Add a managing body; ``houses`` are the codes of the houses it signs receipts for."""
    vault.require(Permission.MANAGE_NETWORK)
    if not _CODE.fullmatch(new.code):
        raise InvalidValue(
            _("Il codice dell'ente è fatto di lettere maiuscole senza accenti e cifre, al più 16."), "code"
        )
    if not new.name.strip():
        raise InvalidValue(_("Dai un nome all'ente."), "name")
    if any(known.code == new.code for known in bodies(vault)):
        raise InvalidValue(_("Il codice {code} è già di un altro ente.").format(code=new.code), "code")
    with vault.save("body.add") as session:
        session.add(new)
    return new


def set_privacy(vault: Vault, code: str, privacy_contact: str, dpo: str) -> ManagingBody:
    """Write down whom to ask about a body's data, and its data protection officer; for the coordination."""
    vault.require(Permission.MANAGE_PRIVACY)
    vault.require(Permission.MANAGE_NETWORK)
    known = body(vault, code)
    with vault.save("body.privacy") as session:
        changed = vault.get(ManagingBody, known.id)
        changed.privacy_contact, changed.dpo = privacy_contact.strip(), dpo.strip()
        return session.merge(changed)


def terms(vault: Vault, vocabulary: str, on: date | None = None, *, italian: bool = False) -> dict[str, str]:
    """Code → label of a vocabulary, shipped words first unless they were put in order; with a day, those in use on it.

    In the language of the interface, or as they are printed: *italian*. Words that a network added stay as written.
    """

    def read() -> list[Term]:
        with vault.read() as session:
            return list(session.exec(select(Term).order_by(Term.id)).all())

    labels = {code: label if italian else _(label) for code, label in shipped(vocabulary).items()}
    places: dict[str, int] = {}
    for term in vault.cached("terms", ("term",), read):
        if term.vocabulary != vocabulary:
            continue
        places[term.code] = term.rank
        ended = on is not None and (
            (term.active_from is not None and on < term.active_from)
            or (term.active_to is not None and on > term.active_to)
        )
        if ended:
            labels.pop(term.code, None)
        else:
            labels[term.code] = term.label if italian else _(term.label)
    if any(places.values()):
        return dict(sorted(labels.items(), key=lambda word: places.get(word[0]) or _LAST))
    return labels


def shipped(vocabulary: str) -> Mapping[str, str]:
    """The words of a vocabulary that came with the program; of a question of the network's own there are none.

    Raises ``KeyError`` for a vocabulary that there is not.
    """
    return {} if vocabulary.startswith(OF_QUESTION) else SHIPPED[vocabulary]


def add_term(vault: Vault, new: Term) -> Term:
    """Add a word to a vocabulary, or relabel or end one of its words."""
    vault.require(Permission.MANAGE_NETWORK)
    if new.vocabulary not in SHIPPED and not new.vocabulary.startswith(OF_QUESTION):
        raise InvalidValue(
            _("Non c'è un elenco «{vocabulary}».").format(vocabulary=new.vocabulary), "vocabulary"
        )
    with vault.save("term.add") as session:
        session.add(new)
    return new


def code_of(vault: Vault, vocabulary: str, text: str) -> str:
    """The code that *text* means, being the code itself or its label. Raises ``InvalidValue``."""
    wanted = fold(text)
    known = terms(vault, vocabulary)
    for code, label in (*known.items(), *terms(vault, vocabulary, italian=True).items()):
        if wanted in (fold(code), fold(label), fold(label.split(" (")[0])):
            return code
    raise InvalidValue(
        _("«{text}» non è tra: {names}.").format(text=text, names=", ".join(known.values())), vocabulary
    )


def check_codes(vault: Vault, vocabulary: str, codes: list[str], field: str) -> None:
    """Raise ``InvalidValue`` for a code that the vocabulary does not hold."""
    known = terms(vault, vocabulary)
    for code in codes:
        if code not in known:
            raise InvalidValue(
                _("«{code}» non è tra: {names}.").format(code=code, names=", ".join(known.values())), field
            )
