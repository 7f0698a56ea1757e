"""Visits: who may enter, who leaves, and who is still inside at closing time."""
