"""What the first start does off the interface thread: make the vault and draw its recovery sheet."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from millegiorni_desk.flows import devices, joining, roads
from millegiorni_desk.flows.desk import create_network
from millegiorni_desk.flows.road_addresses import Road
from millegiorni_desk.vault import recovery_key, seal_readers
from millegiorni_desk.vault.documents import recovery_sheet_pdf
from millegiorni_desk.vault.opening import FirstUser
from millegiorni_desk.vault.permissions import Permission, Role
from millegiorni_desk.vault.vault import Vault
from millegiorni_sync.joining import Invitation


@dataclass(frozen=True)
class Answers:
    """Everything that was asked. With an ``invitation`` a house's desk is made, else a network called ``network``.

    ``without_names``: its coordination never sees any.
    """

    folder: Path
    road: Road = field(repr=False)
    device: str
    name: str
    display_name: str
    passphrase: str = field(repr=False)
    network: str
    invitation: Invitation | None
    without_names: bool = False


@dataclass(frozen=True)
class Made:
    """A vault just made: open, with its recovery key, the sheet, and for a desk the words to read aloud."""

    vault: Vault
    key: str = field(repr=False)
    sheet: bytes = field(repr=False)
    fingerprint: str


def read_invitation(path: Path) -> Invitation:
    """The invitation in the file at *path*. Raises ``SyncRefused``, ``StorageFailed`` or ``InvalidValue``."""
    invitation = joining.read_invitation(path)
    joining.check_invitation(invitation)
    return invitation


def make(answers: Answers) -> Made:
    """Make the vault; open, with its recovery key and the sheet. Raises ``InvalidValue`` or ``StorageFailed``."""
    roles = (Role.CASE_MANAGER, Role.ADMINISTRATOR) if answers.invitation else (Role.COORDINATOR,)
    first = FirstUser(answers.name, answers.display_name, roles, answers.passphrase)
    fingerprint = ""
    if answers.invitation is not None:
        joined = joining.join(answers.folder, answers.invitation, first, answers.road.address, answers.device)
        vault, key, fingerprint = joined.vault, joined.recovery_key, joined.fingerprint
    else:
        vault, key = create_network(
            answers.folder, answers.network, first, answers.road.address, pseudonymous=answers.without_names
        )
    if answers.road.address:
        # With its password, where it has one.
        roads.keep(vault, answers.road)
    house = devices.desk_name(vault) if vault.house else ""
    sheet = recovery_sheet_pdf(devices.network_name(vault), house, answers.display_name, key)
    return Made(vault, key, sheet, fingerprint)


def renewed_sheet(vault: Vault) -> tuple[str, bytes]:
    """Make a new recovery key for *vault* and its sheet; the former key opens nothing any more."""
    vault.require(Permission.MANAGE_USERS)
    fresh = recovery_key.generate()
    with vault.save_with_slots("recovery.renew"):
        seal_readers.renew_recovery(vault, fresh)
    key = recovery_key.to_words(fresh)
    house = devices.desk_name(vault) if vault.house else ""
    return key, recovery_sheet_pdf(devices.network_name(vault), house, vault.user_name, key)
