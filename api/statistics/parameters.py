"""Numbers of the public's statistics, named by what they buy. Chosen, not measured: each says its reason."""

LEAST = 5
"""Of how many people a count must at least be: usual for prisons and health (3 to 10 are); a house of forty
still shows something."""

DOMINANT = 0.5
"""Largest share that one person may have in a mean that is told: above it the mean is about that person."""
