"""What the public may know: counts in which nobody can be recognised."""
