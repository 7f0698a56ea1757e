"""Why columns of what falls due stay readable: a part of `readable.py`."""

_NUMBER = "a random number; joins rows"
_TOLD = "so that nothing that falls due is told twice"

DUE = {
    "clock_mark.episode_id": _NUMBER,
    "clock_mark.at": "a clock that goes back is noticed by it",
    "clock_mark.near": _TOLD,
    "clock_mark.over": _TOLD,
    "clock_mark.case_file": _TOLD,
    "clock_mark.lapsed": _TOLD,
    "absence_mark.movement_id": _NUMBER,
    "absence_mark.told_until": _TOLD,
    "passage_deadline.passage_id": _NUMBER,
    "passage_deadline.matter": "one of a few codes: what is to be settled",
    "passage_deadline.decider": "one of a few codes: the role that may settle it",
    "passage_deadline.due": "what has passed is found by it",
    "passage_deadline.told": _TOLD,
    "passage.ending": "one of two codes",
}
