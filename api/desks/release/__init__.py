"""The desk at the way to freedom."""
