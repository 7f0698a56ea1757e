"""The desks of those who are away for a time: the way out, and the way back."""
