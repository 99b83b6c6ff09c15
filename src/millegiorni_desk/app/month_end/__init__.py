"""*Chiusura del mese*, for the coordination."""
