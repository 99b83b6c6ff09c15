"""Tests of the people area: names, codes, matching, search and clusters."""
