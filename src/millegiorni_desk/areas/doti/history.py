"""What happened to a dote's money, entry by entry, in words: planned, answered, committed, paid, moved, taken back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlmodel import select

from millegiorni_desk.areas.doti import approvals, funds, undoing
from millegiorni_desk.areas.doti.amounts import format_euros
from millegiorni_desk.areas.doti.records import DoteApproval, ExpenseDocument, LedgerEntry
from millegiorni_desk.language import N_, _
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault

_WORDS = {
    "plan": N_("{euros} messi da parte: aspetta conferma"),
    "drop": N_("{euros} tornati nella busta prima della conferma"),
    "confirm": N_("{euros} impegnati"),
    "commit": N_("{euros} impegnati"),
    "pay": N_("{euros} pagati"),
    "cancel": N_("{euros} annullati: tornano nella busta"),
    "return": N_("{euros} restituiti: tornano nella busta"),
    "unpay": N_("Annullato il pagamento di {euros}"),
    "unreturn": N_("Annullata la restituzione di {euros}"),
}
_AGAIN = N_("{euros} impegnati di nuovo: annullamento tolto")
_REASSIGNED = ("release", "recall", "take", "settle")


@dataclass(frozen=True)
class Event:
    """One thing that happened: its day, its words, the note beside it; ``undo`` is the entry that can be taken back."""

    id: str
    on: date
    words: str
    note: str = ""
    undo: str = ""


def of_dote(vault: Vault, dote_id: str) -> list[Event]:
    """Everything that happened to the dote's money, the newest first."""
    vault.require(Permission.SEE_PEOPLE)
    with vault.read() as session:
        found = session.exec(
            select(LedgerEntry).where(LedgerEntry.dote_id == dote_id).order_by(LedgerEntry.id)
        )
        entries = list(found.all())
    said = {kind: [one for one in approvals.history(vault, dote_id) if one.kind == kind]
            for kind in (approvals.ASKED, approvals.APPROVED, approvals.REFUSED)}  # fmt: skip
    events: list[Event] = []
    moved: set[str] = set()
    for entry in entries:
        if entry.kind in _REASSIGNED:
            if entry.together not in moved:
                moved.add(entry.together)
                events.append(
                    _reassigned(vault, [each for each in entries if each.together == entry.together])
                )
            continue
        events.append(_event(vault, entry, entries, said))
    return events[::-1]


def _event(
    vault: Vault, entry: LedgerEntry, entries: list[LedgerEntry], said: dict[str, list[DoteApproval]]
) -> Event:
    again = entry.kind == "commit" and bool(entry.together)
    words = _(_AGAIN if again else _WORDS.get(entry.kind, "{euros}")).format(
        euros=format_euros(entry.amount_cents)
    )
    details = [words, *_to_whom(vault, entry), *_by_whom(entry, said)]
    opposite = undoing.OPPOSITE.get(entry.kind)
    back = any(each.together == entry.id and each.kind == opposite for each in entries)
    if back:
        details.append(_("poi annullato"))
    undo = entry.id if opposite and not back else ""
    return Event(entry.id, entry.on_date, " · ".join(details), entry.note, undo)


def _to_whom(vault: Vault, entry: LedgerEntry) -> list[str]:
    if entry.kind != "pay":
        return []
    told = [_("rimborso a lei") if entry.payee == "woman" else _("al fornitore")]
    if entry.expense_document_id:
        document = vault.get(ExpenseDocument, entry.expense_document_id)
        told.append(" ".join(part for part in (document.supplier, document.number) if part))
    return told


_SAID_BY = {
    "plan": (approvals.ASKED, N_("chiesta da {name}")),
    "confirm": (approvals.APPROVED, N_("confermata da {name}")),
    "drop": (approvals.REFUSED, N_("rifiutata da {name}")),
}


def _by_whom(entry: LedgerEntry, said: dict[str, list[DoteApproval]]) -> list[str]:
    """Who asked or answered: the entry and the answer are one save, in the same order."""
    kind, words = _SAID_BY.get(entry.kind, ("", ""))
    if not kind or not said[kind] or (entry.kind == "drop" and said[kind][0].reason != entry.note):
        return []
    return [_(words).format(name=said[kind].pop(0).by)]


def _reassigned(vault: Vault, entries: list[LedgerEntry]) -> Event:
    lines = {line.id: line for line in funds.lines(vault)}
    names = {fund.id: fund.name for fund in funds.funds(vault)}

    def name(kinds: tuple[str, str]) -> str:
        line = next((lines.get(each.line_id) for each in entries if each.kind in kinds), None)
        return f"{names.get(line.fund_id, '')} · {line.name}" if line else _("un'altra voce")

    cents = sum(each.amount_cents for each in entries if each.kind in ("take", "settle"))
    words = _("{euros} passati da «{old}» a «{new}»").format(
        euros=format_euros(cents), old=name(("release", "recall")), new=name(("take", "settle"))
    )
    return Event(entries[0].together, entries[0].on_date, words, entries[0].note)
