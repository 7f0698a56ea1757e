"""Absence: out to court, to another house or on leave; back; and whoever is overdue."""
