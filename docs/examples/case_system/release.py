"""At the way out: `python release.py URL FACILITY PERSON ORDER 2=right.png 7=left.png face=face.jpg`.

One officer asks, another one signs: biometrics alone neither free nor keep anybody. In real life these are
two people at two screens; here one script plays both, to show the calls.
"""

import sys
from pathlib import Path
from uuid import UUID

from api.contract.client import Umbral
from api.contract.errors import ServiceRefused
from api.contract.gates import DecisionOut, ReleaseRequest
from api.contract.samples import SampleIn


def sample(said: str) -> SampleIn:
    """`face=FILE`, or a finger's position by ISO/IEC 19794-2 and its file."""
    what, _, file = said.partition("=")
    data = Path(file).read_bytes()
    return (
        SampleIn.holding(data, "face")
        if what == "face"
        else SampleIn.holding(data, "finger", position=int(what))
    )


def tell(decision: DecisionOut) -> None:
    """What a gate said, as a screen would show it."""
    print(f"{decision.outcome}: {decision.sentence}")
    for reason in decision.reasons:
        print(f"  {reason.title}. {reason.advice}")
    for deadline in decision.deadlines:
        print(f"  {deadline.decider} settles {deadline.matter} by {deadline.due:%H:%M}")


def main(url: str, asked: ReleaseRequest) -> int:
    """0 where the person is free."""
    with (
        Umbral.at(url, "officer-1", ["gate-officer"]) as officer,
        Umbral.at(url, "officer-2", ["supervisor"]) as second,
    ):
        try:
            decision = officer.gates.release(asked)
            tell(decision)
            for matter in decision.awaited if decision.outcome == "hold" else ():
                decision = second.passages.sign(decision.passage_id, matter)
                tell(decision)
        except ServiceRefused as refused:
            print(refused.diagnostics(), file=sys.stderr)
            return 4
    return {"admit": 0, "hold": 8, "refuse": 9}[decision.outcome]


if __name__ == "__main__":
    if len(sys.argv) < 6:
        sys.exit("usage: release.py URL FACILITY PERSON ORDER POSITION=FILE|face=FILE ...")
    url, facility, person, order, *files = sys.argv[1:]
    request = ReleaseRequest(
        facility=facility, person_id=UUID(person), order_id=UUID(order), samples=tuple(map(sample, files))
    )
    sys.exit(main(url, request))
