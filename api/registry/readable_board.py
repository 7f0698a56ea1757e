"""Why columns of what says that it is there stay readable: a part of `readable.py`. Machines, not persons."""

BOARD = {
    "presence.id": "a random number; joins rows",
    "presence.facility_id": "a facility, not a person; boards go by it",
    "presence.kind": "whether it is a gate or a station",
    "presence.name": "a machine's name, as its house gives it",
    "presence.build": "a program's version",
    "presence.ahead": "how far a machine's clock is from ours, in seconds",
    "presence.heard_at": "silence is counted on it",
    "presence.reported_by": "an account's code, not a name",
}
