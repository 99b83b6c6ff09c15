"""What holds the house up: imports, sizes, names, pinned requirements, what is shipped."""
