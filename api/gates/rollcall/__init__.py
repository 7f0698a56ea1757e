"""Roll-call: who should be in a place, who was found there, and what differs."""
