"""Workbooks: the templates that registers are kept in, and bringing their rows into the vault."""
