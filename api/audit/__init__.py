"""What was done, by whom and why, so that nobody can take it back: an append-only Merkle log."""
