"""How a card's fields and what moves with it are said where two cards are made one."""

from __future__ import annotations

from datetime import date
from typing import Any

from millegiorni_desk.areas.people import arrival
from millegiorni_desk.areas.people.countries import country_name
from millegiorni_desk.areas.people.languages import language_name
from millegiorni_desk.language import _, plural
from millegiorni_desk.network import service as network
from millegiorni_desk.vault.vault import Vault


def field_words() -> dict[str, str]:
    """The questions of a card."""
    return {
        "surname": _("Cognome"),
        "name": _("Nome"),
        "codice_fiscale": _("Codice fiscale"),
        "birth_date": _("Nascita"),
        "birth_place": _("Luogo di nascita"),
        "gender": _("Genere"),
        "citizenship": _("Cittadinanza"),
        "birth_country": _("Paese di nascita"),
        "contact_rule": _("Come si può chiamare"),
        "contact_hours": _("Quando si può chiamare"),
        "safe_contact": _("Contatto sicuro"),
        "no_paper": _("Niente carta a casa"),
        "phone": _("Telefono"),
        "address": _("Indirizzo"),
        "quarter": _("Quartiere"),
        "language": _("Lingua"),
        "languages": _("Altre lingue"),
        "due_date": _("Parto previsto"),
        "arrived_in_italy": _("Arrivo in Italia"),
        "notes": _("Note"),
    }


def value_words(vault: Vault, field: str, value: Any) -> str:
    """An answer as one reads it, whether it is a value of a card or what the record of a merge holds."""
    if value in (None, "", []):
        return _("non detto")
    if field in ("birth_date", "due_date"):
        day = date.fromisoformat(value) if isinstance(value, str) else value
        return f"{day:%d/%m/%Y}"
    if field in ("citizenship", "birth_country"):
        return country_name(str(value))
    if field == "language":
        return language_name(str(value))
    if field == "arrived_in_italy":
        return arrival.in_words(str(value))
    if field == "languages":
        return ", ".join(language_name(str(code)) for code in value)
    if field == "gender":
        return network.terms(vault, "gender").get(str(value), str(value))
    if isinstance(value, bool):
        return _("Sì") if value else _("No")
    if field == "contact_rule":
        return network.terms(vault, "contact_rule").get(str(value), str(value))
    return str(value)


def number_words(number: str, hidden: bool) -> str:
    """A telephone number; only how it ends where a rule says that she must never be called."""
    if not hidden or not number:
        return number or _("non detto")
    return _("finisce con {end}").format(end="".join(filter(str.isdigit, number))[-3:])


def moves_words(moves: dict[str, int]) -> str:
    """``3 accessi, 1 dote, 2 altre registrazioni``."""
    told = {
        "access": lambda n: plural("{n} accesso", "{n} accessi", n),
        "child": lambda n: plural("{n} figlia o figlio", "{n} figli", n),
        "pathway": lambda n: plural("{n} percorso", "{n} percorsi", n),
        "dote": lambda n: plural("{n} dote", "{n} doti", n),
        "referral": lambda n: plural("{n} invio", "{n} invii", n),
        "attachment": lambda n: plural("{n} allegato", "{n} allegati", n),
    }
    parts = [told[table](moves[table]).format(n=moves[table]) for table in told if moves.get(table)]
    rest = sum(count for table, count in moves.items() if table not in told)
    if rest:
        parts.append(plural("{n} altra registrazione", "{n} altre registrazioni", rest).format(n=rest))
    return ", ".join(parts)
