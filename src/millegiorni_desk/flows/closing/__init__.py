"""Closing a month: its books, the signed minutes, and what changed since."""
