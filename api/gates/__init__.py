"""The gates: evidence + policy + clock reading -> decision. Pure: no I/O, no clock, no store."""
