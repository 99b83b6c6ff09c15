"""What is printed on a receipt, gathered once when it is issued, so that it stays whatever is edited later."""

from __future__ import annotations

from typing import Any

from millegiorni_desk.areas.doti.amounts import euros_in_words, format_euros
from millegiorni_desk.areas.doti.records import BudgetLine, Dote, Fund
from millegiorni_desk.areas.people.countries import italian_country_name
from millegiorni_desk.areas.people.records import Person
from millegiorni_desk.network import service as network
from millegiorni_desk.vault import sealing, signed_content
from millegiorni_desk.vault.vault import Vault

VERSION = 2


def content(vault: Vault, dote: Dote, cents: int) -> dict[str, Any]:
    """The content of a receipt for *cents* of *dote*, but for its number, place and day."""
    body, house = network.body(vault, dote.body), network.house(vault, dote.house)
    own = signed_content.identity(vault)
    return {
        "version": VERSION,
        "network": own.network if own is not None else "",
        "dote": dote.id,
        "body": {
            "name": body.name,
            "seat": body.seat,
            "codice_fiscale": body.codice_fiscale,
            "stamp_duty": body.stamp_duty,
        },
        "house": {"code": house.code, "name": house.name, "address": house.address},
        "person": _person(vault.get(Person, dote.person_id)),
        "amount_cents": cents,
        "amount": format_euros(cents),
        "amount_in_words": euros_in_words(cents),
        **_purpose(vault, dote),
    }


def is_discreet(vault: Vault, dote: Dote) -> bool:
    """Whether no paper of this dote may tell what it was for: it was asked, or its pathway is reserved."""
    sealed = dote.pathway_id and sealing.of_subjects(vault, "pathway", [dote.pathway_id])
    return dote.discreet or bool(sealed)


def _person(person: Person) -> dict[str, str]:
    return {
        "name": f"{person.name} {person.surname}".strip(),
        "gender": person.gender,
        "birth_date": person.birth_date.isoformat() if person.birth_date else "",
        "birth_precision": person.birth_precision,
        "birth_country": italian_country_name(person.birth_country) if person.birth_country else "",
        "birth_country_code": person.birth_country,
        "codice_fiscale": person.codice_fiscale,
    }


def _purpose(vault: Vault, dote: Dote) -> dict[str, Any]:
    """What it was for and who paid; where that would tell her story, nothing of it is even kept with the receipt."""
    if is_discreet(vault, dote):
        nothing = dict.fromkeys(("expense", "expense_code", "reason", "supplier", "document"), "")
        return {
            "discreet": True,
            **nothing,
            "fund": dict.fromkeys(("name", "funder", "cup", "line"), ""),
        }
    line = vault.get(BudgetLine, dote.line_id)
    fund = vault.get(Fund, line.fund_id)
    return {
        "discreet": False,
        "expense": network.terms(vault, "expense", italian=True).get(dote.expense, dote.expense),
        "expense_code": dote.expense,
        "reason": dote.reason,
        "supplier": dote.supplier,
        "document": dote.document,
        "fund": {"name": fund.name, "funder": fund.funder, "cup": fund.cup, "line": line.name},
    }
