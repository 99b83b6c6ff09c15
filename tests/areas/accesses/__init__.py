"""Accesses: services and screens."""
