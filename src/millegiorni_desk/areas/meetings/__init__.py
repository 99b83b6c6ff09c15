"""Public meetings and initiatives (Action 3): the calendar, who came, and what is printed of it."""
