"""Actions that span areas: opening a desk, joining a network, synchronising, the month end, workbooks."""
