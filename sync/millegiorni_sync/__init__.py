"""Offline-first synchronisation of SQLite tables: clock, change log, bundles, merge, roster, exchange."""

from .change_log import DECISIONS, NETWORK, SyncedTable
from .errors import SyncError
from .exchange import open_exchange
from .feeds import Receipt, pending, receipts
from .identity import Identity
from .joining import Invitation, JoinRequest
from .roster import Device, Roster
from .shares import Offer
from .synchronisation import SyncReport, synchronise

__all__ = [
    "DECISIONS",
    "NETWORK",
    "Device",
    "Identity",
    "Invitation",
    "JoinRequest",
    "Offer",
    "Receipt",
    "Roster",
    "SyncError",
    "SyncReport",
    "SyncedTable",
    "open_exchange",
    "pending",
    "receipts",
    "synchronise",
]
