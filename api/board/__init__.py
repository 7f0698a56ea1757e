"""How a house stands now: the figures of its board, and how many who watch share one reading of them."""
