"""Accesses: each time someone comes to a desk (Segretariato sociale)."""
