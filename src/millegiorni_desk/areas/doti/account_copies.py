"""Accounts as they were sent: kept for ever in this vault, signed, and compared with what the ledger says since.

A copy is the JSON of an account. What tells of her in a row (her name, the documents) stands in a part of its own,
under a random salt; what is signed holds only that part's SHA-256. So the part can be blanked when she is erased, and
the signature still proves every other word and every cent.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from sqlmodel import col, select

from millegiorni_desk.areas.doti import accounts
from millegiorni_desk.areas.doti.account_rows import Amounts, Row, Span
from millegiorni_desk.areas.doti.accounts import BY, NAMES, Account, Subtotal, require
from millegiorni_desk.areas.doti.records import Fund, FunderAccount
from millegiorni_desk.language import _
from millegiorni_desk.vault import audit, signed_content
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.signed_content import ALTERED, INTACT, UNKNOWN, UNSIGNED, Signed
from millegiorni_desk.vault.vault import Vault
from millegiorni_sync import canonical

FORMAT = "millegiorni account 1"
_DOMAIN = b"millegiorni account 1\0"


@dataclass(frozen=True)
class Copy:
    """A kept copy in the list of them."""

    id: str
    fund_id: str
    fund: str
    start: date
    end: date
    payees: str
    made_at: str
    made_by: str
    note: str


@dataclass(frozen=True)
class Verdict:
    """Whether a copy is what was signed: ``intact``, ``altered``, ``unsigned`` (no keys then), ``unknown`` signer.

    ``blanked``: the rows in which her name or documents were blanked since, because she was erased.
    """

    state: str
    digest: str
    signer: str
    blanked: int


def to_json(account: Account) -> dict[str, Any]:
    """The account as JSON values; money in cents. A copy holds the same, each row's part about her salted."""
    return {
        "format": FORMAT,
        "fund": {"id": account.span.fund_id, "code": account.code, "name": account.fund, "cup": account.cup},
        "funder": account.funder,
        "from": account.span.start.isoformat(),
        "to": account.span.end.isoformat(),
        "house": account.span.house,
        "payees": account.payees,
        "total": asdict(account.total),
        "subtotals": {
            by: [
                {"key": one.key, "label": one.label, "doti": one.doti, **asdict(one.amounts)}
                for one in account.subtotals[by]
            ]
            for by in BY
        },
        "rows": [_told(row) for row in account.rows],
    }


def _told(row: Row) -> dict[str, Any]:
    told = asdict(row)
    del told["blanked"]
    return {**told, **told.pop("amounts")}


def freeze(vault: Vault, account: Account, note: str = "") -> FunderAccount:
    """Keep *account* as it is sent, signed with this device's key: the one that signs its bundles.

    Nothing changes it afterwards but the erasure of a woman who is named in it.
    """
    require(vault)
    made = audit.now()
    content = {**to_json(account), "network": _network(vault), "made_at": made, "made_by": vault.user_name}
    content["rows"] = [_salted(row, account.payees) for row in content["rows"]]
    digest = _digest(content)
    signed = signed_content.sign(vault, _DOMAIN, digest)
    with vault.save("account.freeze", rows=len(account.rows)) as session:
        kept = FunderAccount(
            fund_id=account.span.fund_id,
            period_from=account.span.start,
            period_to=account.span.end,
            payees=account.payees,
            made_at=made,
            made_by=vault.user_name,
            content=canonical.encode(content).decode(),
            digest=digest,
            signer=signed.signer,
            signature=signed.signature,
            note=" ".join(note.split()),
        )
        session.add(kept)
    return kept


def _salted(row: Mapping[str, Any], payees: str) -> dict[str, Any]:
    hers = ("documents", "payee") if payees == NAMES else ("documents",)
    told = {name: value for name, value in row.items() if name not in hers}
    return {**told, "hers": signed_content.salted({name: row[name] for name in hers})}


def _digest(content: Mapping[str, Any]) -> str:
    return signed_content.digest(content, ("rows",))


def _network(vault: Vault) -> str:
    own = signed_content.identity(vault)
    return own.network if own else ""


def copies(vault: Vault, fund_id: str = "") -> list[Copy]:
    """The copies kept here, the newest first; of one fund where its id is given."""
    require(vault)
    wanted = select(FunderAccount, Fund.name).outerjoin(Fund, col(Fund.id) == FunderAccount.fund_id)
    if fund_id:
        wanted = wanted.where(FunderAccount.fund_id == fund_id)
    with vault.read() as session:
        found = session.exec(
            wanted.order_by(col(FunderAccount.made_at).desc(), col(FunderAccount.id).desc())
        ).all()
    return [
        Copy(
            one.id, one.fund_id, name or "", one.period_from, one.period_to, one.payees, one.made_at,
            one.made_by, one.note,
        )
        for one, name in found
    ]  # fmt: skip


def verify(vault: Vault, copy_id: str) -> Verdict:
    """Whether the copy is word for word and cent for cent what was signed, and by whom. Raises ``NotFound``."""
    require(vault)
    kept = vault.get(FunderAccount, copy_id)
    try:
        content = json.loads(kept.content)
        blanked = sum(isinstance(row["hers"], str) for row in content["rows"])
        digest = _digest(content)
    except (ValueError, KeyError, TypeError):
        return Verdict(ALTERED, kept.digest, "", 0)
    state, signer = signed_content.state(
        vault, _DOMAIN, Signed(kept.digest, kept.signer, kept.signature), digest
    )
    return Verdict(state, kept.digest, signer, blanked)


def opened(vault: Vault, copy_id: str) -> Account:
    """The account as it was sent. A row that was blanked has neither name nor documents. Raises ``NotFound``."""
    require(vault)
    content = json.loads(vault.get(FunderAccount, copy_id).content)
    span = Span(
        content["fund"]["id"],
        date.fromisoformat(content["from"]),
        date.fromisoformat(content["to"]),
        content["house"],
    )
    subtotals = {
        by: tuple(
            Subtotal(one["key"], one["label"], one["doti"], _amounts(one)) for one in content["subtotals"][by]
        )
        for by in BY
    }
    return Account(
        span,
        content["fund"]["code"],
        content["fund"]["name"],
        content["funder"],
        content["fund"]["cup"],
        content["payees"],
        tuple(map(_row, content["rows"])),
        subtotals,
        _amounts(content["total"]),
    )


def _amounts(told: Mapping[str, Any]) -> Amounts:
    return Amounts(told["committed"], told["paid"], told["returned"], told["own"])


def _row(told: Mapping[str, Any]) -> Row:
    hers: Mapping[str, Any] = {} if isinstance(told["hers"], str) else told["hers"]
    said = {
        "payee": hers.get("payee", told.get("payee", "")),
        "documents": hers.get("documents", ""),
    }
    plain = ("dote_id", "line_id", "house", "body", "expense", "on", "paid_on", "receipt")
    return Row(
        **{name: told[name] for name in plain},
        **said,
        amounts=_amounts(told),
        blanked=isinstance(told["hers"], str),
    )


def _content(kept: FunderAccount) -> dict[str, Any]:
    """What a copy holds; nothing where it was written over by something else, which ``verify`` tells."""
    try:
        found = json.loads(kept.content)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def recomputed(vault: Vault, copy_id: str) -> Account:
    """The account of the same fund, period and payees as the copy, as the ledger says it now."""
    require(vault)
    kept = vault.get(FunderAccount, copy_id)
    return accounts.compute(vault, kept.fund_id, kept.period_from, kept.period_to, kept.payees)


_BLANKED = """
SELECT DISTINCT rid FROM erasure WHERE tbl = 'dote' AND fields IS NULL
AND NOT EXISTS (SELECT 1 FROM json_each(kept) WHERE value = 'document')
"""


def forget(vault: Vault) -> int:
    """Blank in every copy what tells of women who were erased with the papers of their doti; gives how many rows.

    Where the papers are kept for the accounts, the copies keep what stands on them too.
    """
    erased = {row["rid"] for row in vault.query(_BLANKED)}
    if not erased or vault.scalar("SELECT 1 FROM funder_account LIMIT 1") is None:
        return 0
    blanked = 0
    with vault.save("account.blank") as session:
        for kept in session.exec(select(FunderAccount)).all():
            content = _content(kept)
            fresh = [
                row
                for row in content.get("rows", ())
                if row["dote_id"] in erased and not isinstance(row["hers"], str)
            ]
            for row in fresh:
                row["hers"] = signed_content.shut(row["hers"])
            if fresh:
                kept.content = canonical.encode(content).decode()
                session.add(kept)
            blanked += len(fresh)
    return blanked


def about(vault: Vault, dote_ids: Collection[str]) -> list[dict[str, Any]]:
    """What the copies told the funders of those doti, the oldest first, as JSON values: for a woman who asks.

    Each says when, to whom and for which period, and holds the ``rows`` as they were sent.
    """
    vault.require(Permission.EXPORT_PERSON)
    wanted, found = set(dote_ids), []
    with vault.read() as session:
        kept = session.exec(
            select(FunderAccount).order_by(col(FunderAccount.made_at), FunderAccount.id)
        ).all()
    for one in kept:
        content = _content(one)
        rows = [_sent(row) for row in content.get("rows", ()) if row["dote_id"] in wanted]
        if rows:
            told = {name: content[name] for name in ("funder", "fund", "from", "to", "payees")}
            found.append({"made_at": one.made_at, "made_by": one.made_by, **told, "rows": rows})
    return found


def _sent(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row as it was sent: her part in its place, without the salt."""
    told = {name: value for name, value in row.items() if name != signed_content.HERS}
    hers = {} if signed_content.blanked(row) else row[signed_content.HERS]
    return {**told, **{name: value for name, value in hers.items() if name != "salt"}}


def state_words(verdict: Verdict) -> str:
    """What a verdict says, in a sentence."""
    said = {
        INTACT: _("Intatta: è parola per parola quella firmata da {signer}."),
        ALTERED: _("Cambiata: non è più quella che fu firmata. Non usarla; rifai il conto dal libro mastro."),
        UNSIGNED: _("Intatta, ma senza firma: questo archivio non era ancora in una rete."),
        UNKNOWN: _("Intatta, ma di un dispositivo che la rete non conosce: sincronizza e riprova."),
    }[verdict.state].format(signer=verdict.signer)
    if verdict.blanked:
        said += " " + _("Righe svuotate dopo una cancellazione: {n}.").format(n=verdict.blanked)
    return said
