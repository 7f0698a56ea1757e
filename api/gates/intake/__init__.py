"""Intake: whether somebody is received, as whom, and what has to follow."""
