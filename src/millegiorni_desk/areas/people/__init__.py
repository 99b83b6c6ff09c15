"""People: the registry of a house and who is the same person across houses."""
