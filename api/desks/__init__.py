"""The desks at the gates: each gathers what its gate weighs, asks it, and carries out what it decided."""
