"""Questions that the coordinator adds to accesses, people, pathways and meetings, and their answers."""
