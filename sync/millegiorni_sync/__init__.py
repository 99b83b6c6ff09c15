"""Offline-first synchronisation of SQLite tables: clock, change log, bundles, merge, roster, exchange."""

from .change_log import DECISIONS, NETWORK, SyncedTable

__all__ = ["DECISIONS", "NETWORK", "SyncedTable"]
