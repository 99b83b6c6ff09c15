"""Keeping the project together (Action 5): deadlines, decisions, supervision, targets, opening hours."""
