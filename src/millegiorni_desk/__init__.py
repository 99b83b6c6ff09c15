"""Millegiorni Desk: an offline-first desk for the sportelli of neighbourhood houses."""

__version__ = "0.1.0"
