"""Release: the right person, on an order that stands, past nobody else's hold, before two officers."""
