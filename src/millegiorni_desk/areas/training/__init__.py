"""Training of the operators, team meetings, and the agreements with networks (Action 4)."""
