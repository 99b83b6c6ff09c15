"""Deadlines, decisions, supervision, targets, opening hours."""
