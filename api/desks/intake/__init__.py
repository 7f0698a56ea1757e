"""The desk at reception."""
