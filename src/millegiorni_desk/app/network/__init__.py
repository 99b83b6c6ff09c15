"""*Rete*, for the coordination."""
