"""Copies on screen: making, trying, keeping in two places, putting one back."""
