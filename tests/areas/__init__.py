"""What the desk does, area by area."""
