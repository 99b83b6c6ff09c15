"""Sharing a person's file with another house, as she agreed: what goes, what stays, until when (decision 0028)."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from sqlmodel import col, select

from millegiorni_desk.areas.people.records import Person
from millegiorni_desk.areas.privacy import notices
from millegiorni_desk.areas.privacy.records import FileShare
from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.flows import belongings, handing_over
from millegiorni_desk.language import _
from millegiorni_desk.network import service as network
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault
from millegiorni_sync import Offer, roster

GOES = frozenset(
    {
        "person", "child", "phone", "relative", "person_answer", "access", "pathway", "goal", "goal_step",
        "intervention", "wellbeing", "outside_score", "appointment", "pathway_note", "hand_over", "mediation",
        "mediation_session", "referral", "entitlement_state", "notice_given", "consent", "dote",
    }
)  # fmt: skip
"""The tables of a file. What is sealed, her papers, the accounts and what this house decided for itself stay."""

WITHDRAWN, PASSED, GONE = _("ha ritirato il consenso"), _("è passato il giorno"), _("la scheda è stata tolta")


@dataclass(frozen=True)
class Preview:
    """What sharing her file would hand over: how many records; and how many of a file's kinds stay, being reserved."""

    goes: int
    reserved: int


def preview(vault: Vault, person_id: str) -> Preview:
    """What would go and what would stay. Raises ``NotFound``, ``NotAllowed``."""
    vault.require(Permission.SEE_PEOPLE)
    vault.get(Person, person_id)
    goes, held_back = _parted(vault, person_id)
    return Preview(sum(map(len, goes.values())), len(held_back))


def possible(vault: Vault) -> bool:
    """Whether houses of this network can share files: not in a pseudonymous one (PROTOCOL.md §12)."""
    with vault.connection() as raw:
        known = roster.load(raw)
    return known is not None and not known.pseudonymous


def start(
    vault: Vault, person_id: str, to_house: str, agreed_on: date | None, until: date | None = None
) -> FileShare:
    """Let the house *to_house* read her file from today on; her consent is written among hers in the same save.

    Raises ``InvalidValue`` naming the field, ``NotAllowed``.
    """
    vault.require(Permission.EXPORT_PERSON)
    person, today = vault.get(Person, person_id), date.today()
    if not vault.house or person.house != vault.house:
        raise InvalidValue(
            _("Un fascicolo lo condivide la casa che lo tiene, da una sua postazione."), "to_house"
        )
    if not possible(vault):
        raise InvalidValue(
            _(
                "In questa rete i nomi non escono dalle case, e nessuno ha confermato le postazioni delle altre: un "
                "fascicolo non si condivide. Consegna una copia a lei, o la lettera del passaggio."
            ),
            "to_house",
        )
    if not to_house or to_house == vault.house:
        raise InvalidValue(_("Scegli quale casa."), "to_house")
    name = network.house(vault, to_house).name
    if agreed_on is None:
        raise InvalidValue(
            _("Senza il suo consenso il fascicolo resta qui: scrivi quando l'ha dato."), "agreed_on"
        )
    if agreed_on > today:
        raise InvalidValue(_("Il giorno del consenso è nel futuro."), "agreed_on")
    if until is not None and until < today:
        raise InvalidValue(_("L'ultimo giorno è già passato."), "until")
    if any(one.to_house == to_house for one in standing(vault, person_id)):
        raise InvalidValue(_("{house} legge già il suo fascicolo.").format(house=name), "to_house")
    share = FileShare(
        house=vault.house, person_id=person_id, to_house=to_house, consent_on=agreed_on,
        notice_version=notices.current_version(vault), language=person.language or "", since=today, until=until,
        shared_by=vault.user_name,
    )  # fmt: skip
    with vault.save("file_share.start", to=to_house) as session:
        handing_over.agreed(vault, person_id, to_house, agreed_on, "agreed_on")
        session.add(share)
    return share


def end(vault: Vault, share_id: str, reason: str = "") -> FileShare:
    """End a share for good: at the next delivery the other house's desks lose the file. Who goes on makes a new one."""
    vault.require(Permission.EDIT_PERSON)
    share = vault.get(FileShare, share_id)
    if not holds(share):
        raise InvalidValue(_("Questa condivisione è già finita."), "share")
    with vault.save("file_share.end", to=share.to_house) as session:
        share.ended_on, share.ended_by, share.end_reason = date.today(), vault.user_name, reason.strip()
        return session.merge(share)


def of_person(vault: Vault, person_id: str) -> list[FileShare]:
    """Every share of her file, the newest first."""
    vault.require(Permission.SEE_PEOPLE)
    with vault.read() as session:
        found = session.exec(
            select(FileShare)
            .where(FileShare.person_id == person_id, col(FileShare.voided).is_(False))
            .order_by(col(FileShare.since).desc(), col(FileShare.id).desc())
        )
        return list(found.all())


def standing(vault: Vault, person_id: str) -> list[FileShare]:
    """The shares of her file that hold today."""
    return [one for one in of_person(vault, person_id) if holds(one)]


def holds(share: FileShare) -> bool:
    """Whether a share has not ended."""
    return (
        not share.voided and share.ended_on is None and (share.until is None or share.until >= date.today())
    )


def settle(vault: Vault) -> int:
    """Write down which shares have ended by themselves: their day has passed, or she took back what she agreed to.

    Gives how many. Done before each delivery; whoever delivers need not be somebody who may share.
    """
    over = [
        (share, why)
        for share in _given(vault)
        if not share.voided and share.ended_on is None and (why := _over(vault, share))
    ]
    if over:
        with vault.save("file_share.over", files=len(over)) as session:
            for share, why in over:
                share.ended_on, share.end_reason = date.today(), why
                session.merge(share)
    return len(over)


def offers(vault: Vault) -> list[Offer]:
    """Every share that this house ever gave, with the records that belong to the file now."""
    if not vault.house:
        return []
    found = []
    for share in _given(vault):
        goes = _parted(vault, share.person_id)[0] if holds(share) else None
        if goes is not None:
            goes["file_share"] = {share.id}
        found.append(Offer(share.id, share.to_house, goes))
    return found


def _given(vault: Vault) -> list[FileShare]:
    with vault.read() as session:
        own = select(FileShare).where(FileShare.house == vault.house).order_by(col(FileShare.id))
        return list(session.exec(own).all())


def _over(vault: Vault, share: FileShare) -> str:
    """Why a share is over, if it is. What was agreed to later than she took it back holds again."""
    if share.until is not None and share.until < date.today():
        return PASSED
    if vault.scalar("SELECT 1 FROM person WHERE id = :id AND voided IS NOT 0", id=share.person_id):
        return GONE
    said = vault.query(
        "SELECT answer, on_date FROM consent WHERE person_id = :person AND kind = :kind AND voided IS 0 "
        "ORDER BY on_date DESC, id DESC LIMIT 1",
        person=share.person_id,
        kind=handing_over.CONSENT,
    )
    taken_back = said and said[0]["answer"] != "given" and said[0]["on_date"] >= share.consent_on.isoformat()
    return WITHDRAWN if taken_back else ""


def _parted(vault: Vault, person_id: str) -> tuple[dict[str, set[str]], set[str]]:
    """The records of her file by table, and the ids of those that stay because they are reserved.

    With a reserved record stays whatever belongs to it: that it is there would tell of it.
    """
    held = {table: set(ids) for table, ids in belongings.of_person(vault, person_id).items() if table in GOES}
    held = {table: set(_live(vault, table, ids)) for table, ids in held.items()}
    ids = {one for some in held.values() for one in some}
    reserved = {
        row["subject_id"]
        for row in vault.query(
            "SELECT DISTINCT subject_id FROM sealed WHERE subject_table <> 'person' "
            "AND subject_id IN (SELECT value FROM json_each(:ids))",
            ids=json.dumps(sorted(ids)),
        )
    }
    reserved |= set(_discreet(vault, held.get("dote", ())))
    links, more = belongings.links(vault), reserved
    while more:
        more = {
            one for table in held for one in _under(vault, table, held[table], links.get(table, {}), more)
        } - reserved
        reserved |= more
    return {table: some - reserved for table, some in held.items() if some - reserved}, reserved


def _live(vault: Vault, table: str, ids: Collection[str]) -> Iterable[str]:
    rows = vault.query(
        f"SELECT id FROM {table} WHERE voided IS 0 AND id IN (SELECT value FROM json_each(:ids))",
        ids=json.dumps(sorted(ids)),
    )
    return [row["id"] for row in rows]


def _discreet(vault: Vault, ids: Collection[str]) -> Iterable[str]:
    """Doti of which no paper may say what they were for."""
    rows = vault.query(
        "SELECT id FROM dote WHERE discreet IS 1 AND id IN (SELECT value FROM json_each(:ids))",
        ids=json.dumps(sorted(ids)),
    )
    return [row["id"] for row in rows]


def _under(
    vault: Vault, table: str, ids: Collection[str], columns: dict[str, str], parents: Collection[str]
) -> Iterable[str]:
    """Those of the records *ids* of *table* that belong to one of *parents*."""
    pointing = " OR ".join(
        f"{column} IN (SELECT value FROM json_each(:parents))"
        for column, parent in columns.items()
        if parent != "person"
    )
    if not pointing:
        return []
    rows = vault.query(
        f"SELECT id FROM {table} WHERE id IN (SELECT value FROM json_each(:ids)) AND ({pointing})",
        ids=json.dumps(sorted(ids)),
        parents=json.dumps(sorted(parents)),
    )
    return [row["id"] for row in rows]
