"""The desk as a whole: what its vault is made of, creating the coordination, opening any desk."""

from __future__ import annotations

from pathlib import Path

from sqlmodel import SQLModel

from millegiorni_desk.areas.accesses import records as _accesses
from millegiorni_desk.areas.coordination import records as _coordination
from millegiorni_desk.areas.doti import records as _doti
from millegiorni_desk.areas.mediation import records as _mediation
from millegiorni_desk.areas.meetings import records as _meetings
from millegiorni_desk.areas.monitoring import records as _monitoring
from millegiorni_desk.areas.outreach import records as _outreach
from millegiorni_desk.areas.pathways import records as _pathways
from millegiorni_desk.areas.people import records as _people
from millegiorni_desk.areas.people import search
from millegiorni_desk.areas.people.linkage import clusters
from millegiorni_desk.areas.privacy import records as _privacy
from millegiorni_desk.areas.questions import records as _questions
from millegiorni_desk.areas.questions.reserved import follow as _following
from millegiorni_desk.areas.referrals import records as _referrals
from millegiorni_desk.areas.rights import records as _rights
from millegiorni_desk.areas.training import records as _training
from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.flows import devices
from millegiorni_desk.flows.closing import records as _closing
from millegiorni_desk.flows.plain_columns import PLAIN
from millegiorni_desk.language import _
from millegiorni_desk.network import records as _network
from millegiorni_desk.vault import opening, sealing_records, users
from millegiorni_desk.vault.key_slots import KdfCost
from millegiorni_desk.vault.opening import FirstUser, Place
from millegiorni_desk.vault.schema import Derived, Schema
from millegiorni_desk.vault.vault import Vault
from millegiorni_sync import joining

COORDINATOR_ORDINAL = 1

# Importing an area's records puts its tables into the metadata; named here so that none is forgotten.
RECORDS = (
    _network,
    users,
    sealing_records,
    _people,
    _rights,
    _accesses,
    _pathways,
    _mediation,
    _doti,
    _referrals,
    _privacy,
    _closing,
    _questions,
    _meetings,
    _training,
    _coordination,
    _outreach,
    _monitoring,
)

SCHEMA = Schema(
    SQLModel.metadata,
    derived=(Derived(search.install, clusters.refresh),),
    plain=PLAIN,
    following=(_following,),
)


def open_desk(folder: Path, user: str, passphrase: str) -> Vault:
    """Open the vault in *folder* as *user*, with every area's tables and indexes."""
    return opening.open_vault(folder, SCHEMA, user, passphrase)


def recover_desk(folder: Path, recovery_key: str) -> Vault:
    """Open by the printed recovery key, to give someone a new passphrase."""
    return opening.open_with_recovery_key(folder, SCHEMA, recovery_key)


def create_network(
    folder: Path,
    name: str,
    first: FirstUser,
    exchange: str = "",
    cost: KdfCost | None = None,
    pseudonymous: bool = False,
) -> tuple[Vault, str]:
    """Found a network: the coordination's vault, its root key, and its first device.

    In a *pseudonymous* one no coordination ever sees a name; that is decided here, once for all.
    *exchange* is where bundles meet (a folder). Returns the open vault and its recovery key, kept nowhere else.
    """
    if not name.strip():
        raise InvalidValue(_("Dai un nome alla rete."), "name")
    existed = folder.exists()
    vault, recovery = opening.create_vault(folder, SCHEMA, Place("", COORDINATOR_ORDINAL), first, cost)
    try:
        with vault.save("network.create"), vault.connection() as raw:
            identity = joining.found(raw, name.strip(), _("Coordinamento"), vault.user, pseudonymous)
            devices.keep(vault, identity, exchange)
    except BaseException:
        opening.discard(vault, keep_folder=existed)
        raise
    return vault, recovery
