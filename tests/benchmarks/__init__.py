"""Measurements: run by hand, never collected with the tests."""
