"""Why columns of boards and statistics stay readable: machines and counts, nobody. Part of `readable.py`."""

BOARD = {
    "presence.id": "a random number; joins rows",
    "presence.facility_id": "a facility, not a person; boards go by it",
    "presence.kind": "whether it is a gate or a station",
    "presence.name": "a machine's name, as its house gives it",
    "presence.build": "a program's version",
    "presence.ahead": "how far a machine's clock is from ours, in seconds",
    "presence.heard_at": "silence is counted on it",
    "presence.reported_by": "an account's code, not a name",
    "presence.silent_since": "since when a machine is silent, as it was told",
    "publication.id": "a random number",
    "publication.month": "a month of the calendar",
    "publication.made_at": "when it was published",
    "publication.least": "of how many people a count had to be",
    "publication.tables": "counts as everybody may read them: what is withheld is not in them",
}
