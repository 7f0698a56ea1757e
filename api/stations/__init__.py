"""Stations: how they are enrolled, and how what they captured comes in."""
