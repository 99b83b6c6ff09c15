"""Pathways: the individual care pathways (percorsi individualizzati)."""
