"""Rows of the register of doti: each is committed through the ledger, then paid, cancelled or given back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import col, select

from millegiorni_desk.areas.doti import service as doti
from millegiorni_desk.areas.doti.records import BudgetLine, Dote, LedgerEntry
from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.flows.workbooks.columns import COLUMNS, Kind
from millegiorni_desk.flows.workbooks.identity import folded, id_of
from millegiorni_desk.flows.workbooks.pathway_rows import WHO_IS_MISSING
from millegiorni_desk.flows.workbooks.register import ToWrite
from millegiorni_desk.language import _
from millegiorni_desk.network import service as network
from millegiorni_desk.network.service import fold
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault

_OF_DOTE = ("supplier", "paper_receipt", "notes")
_PAID_STATES = ("paid", "returned")
_LABELS = {column.key: column.header for column in COLUMNS[Kind.DOTI]}


@dataclass(frozen=True)
class _Existing:
    """A dote in the vault, and the days of its ledger entries by kind."""

    dote: Dote
    days: Mapping[str, date]


class DoteRows:
    """Brings in doti. Without ``Ente`` the house's only body signs; the fund's line for the expense pays."""

    kind = Kind.DOTI
    # Each asks the ledger for what the one before has left.
    at_once = 1
    together = False
    identifying = frozenset(
        "house body name surname codice_fiscale document committed_on expense amount_cents".split()
    )
    permissions = (Permission.IMPORT, Permission.GRANT_DOTE, Permission.EDIT_PERSON)

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        self._funds = {fund.id: fund for fund in doti.funds(vault)}
        self._lines = doti.lines(vault)
        self._open = {(one.house, one.line_id) for one in doti.envelopes(vault) if one.allocated > 0}

    def problems(self, values: Mapping[str, Any]) -> list[str]:
        found = [] if values.get("surname") or values.get("name") else [WHO_IS_MISSING]
        if "house" in values:
            found += self._asked(_("Ente"), lambda: self._body(values))
            if "expense" in values:
                found += self._asked(_("Fondo"), lambda: self._line(values))
        if values.get("state") == "planned":
            found.append(_("Stato: una dote prevista non impegna soldi; importala quando è impegnata."))
        paid, committed = values.get("paid_on"), values.get("committed_on")
        if paid and committed and paid < committed:
            found.append(_("Data pagamento: viene prima dell'impegno."))
        if paid and values.get("state") in ("committed", "cancelled"):
            found.append(_("Stato: c'è una data di pagamento, ma lo stato dice che non è pagata."))
        return found

    def identity(self, values: Mapping[str, Any]) -> tuple[Any, ...] | None:
        needed = ("house", "committed_on", "expense", "amount_cents")
        if any(key not in values for key in needed):
            return None
        try:
            body = self._body(values)
        except InvalidValue:
            return None
        said = (values.get(key, "") for key in ("name", "surname", "codice_fiscale", "document"))
        return (values["house"], body, *(values[key] for key in needed[1:]), *(folded(text) for text in said))

    def existing(self, ids: Sequence[str]) -> Mapping[str, _Existing]:
        with self._vault.read() as session:
            found = session.exec(select(Dote).where(col(Dote.id).in_(ids))).all()
            moves = session.exec(
                select(LedgerEntry).where(col(LedgerEntry.dote_id).in_([dote.id for dote in found]))
            ).all()
        days: dict[str | None, dict[str, date]] = {}
        for move in moves:
            days.setdefault(move.dote_id, {})[move.kind] = move.on_date
        return {dote.id: _Existing(dote, days.get(dote.id, {})) for dote in found}

    def person_of(self, record: _Existing) -> str | None:
        return record.dote.person_id

    def differences(self, record: _Existing, values: Mapping[str, Any]) -> list[str]:
        dote = record.dote
        found = [_LABELS[key] for key in _OF_DOTE if values.get(key) and getattr(dote, key) != values[key]]
        if values.get("fund") and dote.line_id != self._line(values).id:
            found.append(_LABELS["fund"])
        if values.get("paid_on") and record.days.get("pay") != values["paid_on"]:
            found.append(_LABELS["paid_on"])
        happened = {"paid": "pay", "returned": "return", "cancelled": "cancel"}.get(values.get("state", ""))
        if happened and happened not in record.days:
            found.append(_LABELS["state"])
        return found

    def write(self, rows: Sequence[ToWrite]) -> list[tuple[str, ...]]:
        return [self._grant(row) for row in rows]

    def closing(self) -> list[str]:
        return []

    def _grant(self, row: ToWrite) -> tuple[str, ...]:
        if row.person is None:
            return ()
        values = row.values
        granted = doti.grant(
            self._vault,
            doti.NewDote(
                id=row.id,
                entry_id=id_of("commit", row.id),
                person_id=row.person.known.id,
                line_id=self._line(values).id,
                body=self._body(values),
                house=values["house"],
                expense=values["expense"],
                amount_cents=values["amount_cents"],
                committed_on=values["committed_on"],
                supplier=values.get("supplier", ""),
                document=values.get("document", ""),
                paper_receipt=values.get("paper_receipt", ""),
                notes=values.get("notes", ""),
            ),
        )
        told = tuple(notice.message for notice in granted.warnings)
        return told if granted.waiting else (*told, *self._move(row.id, values))

    def _move(self, dote_id: str, values: Mapping[str, Any]) -> list[str]:
        state, paid_on = values.get("state", ""), values.get("paid_on")
        day = paid_on or values["committed_on"]
        if state == "cancelled":
            doti.cancel(self._vault, dote_id, day, entry_id=id_of("cancel", dote_id))
        if state == "partly_paid":
            return [
                _(
                    "risulta pagata in parte: è registrata come impegnata, scrivi sulla sua scheda quanto è pagato."
                )
            ]
        if state not in _PAID_STATES and not paid_on:
            return []
        doti.pay(self._vault, dote_id, None, day, entry_id=id_of("pay", dote_id))
        if state == "returned":
            doti.give_back(self._vault, dote_id, None, day, entry_id=id_of("return", dote_id))
        if paid_on is None:
            return [_("è pagata ma manca la data del pagamento: ho messo quella dell'impegno.")]
        return []

    def _body(self, values: Mapping[str, Any]) -> str:
        managing = network.bodies(self._vault, values["house"])
        stated = values.get("body", "")
        if stated:
            if all(body.code != stated for body in managing):
                raise InvalidValue(_("non gestisce questa casa."))
            return str(stated)
        if len(managing) != 1:
            names = ", ".join(body.name for body in managing) or "nessuno"
            raise InvalidValue(_("scrivilo, per questa casa può essere: {names}.").format(names=names))
        return managing[0].code

    def _line(self, values: Mapping[str, Any]) -> BudgetLine:
        """The budget line that pays: of the fund stated, for this expense, the most particular one."""
        stated = values.get("fund", "")
        named = [line for line in self._lines if not stated or fold(stated) in self._names(line)]
        if not named:
            raise InvalidValue(
                _("«{stated}» non è un fondo che conosco.").format(stated=stated)
                if stated
                else _("non c'è ancora nessun fondo.")
            )
        paying = [line for line in named if not line.expenses or values["expense"] in line.expenses]
        if not paying:
            raise InvalidValue(_("nessuna voce di questo fondo copre questo tipo di spesa."))
        funded = [line for line in paying if (values["house"], line.id) in self._open]
        groups = (
            [line for line in funded if line.expenses],
            funded,
            [line for line in paying if line.expenses],
            paying,
        )
        best = next(group for group in groups if group)
        if len(best) > 1:
            names = ", ".join(f"«{line.name}»" for line in best)
            raise InvalidValue(
                _("più voci possono pagare questa spesa: scrivi quale tra {names}.").format(names=names)
            )
        return best[0]

    def _names(self, line: BudgetLine) -> set[str]:
        fund = self._funds.get(line.fund_id)
        return {fold(text) for text in (line.name, *((fund.code, fund.name) if fund else ()))}

    def _asked(self, header: str, ask: Any) -> list[str]:
        try:
            ask()
        except InvalidValue as error:
            return [f"{header}: {error.message}"]
        return []
