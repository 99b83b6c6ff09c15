"""What does not balance, in a sentence that says where to look."""

from __future__ import annotations

from millegiorni_desk.areas.doti.amounts import format_euros
from millegiorni_desk.flows.difference_words import record_words
from millegiorni_desk.language import N_, _
from millegiorni_desk.network import service as network
from millegiorni_desk.vault.vault import Vault
from millegiorni_sync.balance import Fault

_SENTENCES = {
    "handed": N_("{house}: modifiche consegnate {expected}, qui {found}."),
    "records": N_("{house}, {what}: secondo il registro {expected}, nell'archivio {found}."),
    "cents": N_("{house}, {what}: secondo il registro {expected}, nell'archivio {found}."),
    "kept": N_("{house}: modifiche che c'erano {expected}, ne restano {found}."),
    "kept_records": N_("{house}, {what}: ce n'erano {expected}, ne restano {found}."),
    "kept_cents": N_("{house}, {what}: erano {expected}, ne restano {found}."),
    "account": N_("{house}, conto «{what}»: prima più arrivati fa {expected}, nell'archivio {found}."),
}
_MONEY = ("cents", "kept_cents", "account")
ACCOUNTS = {
    "available": N_("disponibile"),
    "planned": N_("in attesa di conferma"),
    "committed": N_("da pagare"),
    "paid": N_("pagato"),
}


def sentence(vault: Vault, fault: Fault) -> str:
    """The fault in words: whose, of what, how many there should be and how many there are."""
    names = {house.code: house.name for house in network.houses(vault)}
    code = fault.house
    shown = format_euros if fault.kind in _MONEY else str
    what = _(ACCOUNTS[fault.table]) if fault.kind == "account" else record_words(fault.table)
    return _(_SENTENCES[fault.kind]).format(
        house=names.get(code, code) if code else _("La rete"),
        what=what,
        expected=shown(fault.expected),
        found=shown(fault.found),
    )
