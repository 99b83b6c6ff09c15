"""Doti: inclusion grants, their ledger and their receipts."""
