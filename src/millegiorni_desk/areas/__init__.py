"""The areas of the desk: one folder for each thing the houses do."""
