"""Between what a number of people may lie while some pairs of records still wait for someone to look at them."""
