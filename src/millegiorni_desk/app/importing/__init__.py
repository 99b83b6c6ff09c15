"""The wizard that brings a register in."""
