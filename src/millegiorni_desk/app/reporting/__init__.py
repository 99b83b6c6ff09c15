"""*Relazione*: the year told, as it is chosen, looked at, saved and kept as it was sent."""
