"""Monitoring: the figures, each declared once, and the report made of them."""
