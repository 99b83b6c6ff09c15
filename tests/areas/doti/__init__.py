"""Doti: the ledger, granting, receipts."""
