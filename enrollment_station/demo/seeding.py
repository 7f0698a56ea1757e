"""Enrol the cast through the HTTP API, and lay out captures of some of them at the counter."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future
from pathlib import Path
from uuid import UUID

from api.contract.client import Client
from api.contract.errors import ServiceRefused
from api.contract.persons import Enrolment
from api.contract.samples import SampleIn
from device_drivers.contract import Frame
from enrollment_station.demo.cast import AT_THE_COUNTER, EXPECTED, FINGERS, FREED, RECEIVED, STRANGER, Member
from enrollment_station.demo.counter import Counter
from enrollment_station.demo.courthouse import Courthouse
from enrollment_station.demo.hands import WORKERS, at_the_scanner, capture
from enrollment_station.demo.memory import Memory
from enrollment_station.demo.portraits import Sitter, sitters
from enrollment_station.demo.prison import Prison
from enrollment_station.errors import PeopleOnRecord

Told = Callable[[int, int, str], None]
"""Called with: how many are done, of how many, and who was the last."""


def seed(client: Client, home: Path, people: Sequence[Member], told: Told) -> None:
    """Bring the service to know the portraits and the cast. Who was enrolled before is left alone.

    Raises PeopleOnRecord where others are on record already, ServiceRefused and ServiceUnreachable.
    """
    counter, memory = Counter(home), Memory(home)
    _only_invented_people(client, memory)
    posing = sitters()
    portraits = [sitter for sitter in posing if sitter.id not in memory]
    missing = [member for member in people if member.id not in memory]
    total = len(portraits) + len(missing)
    for done, sitter in enumerate(portraits, 1):
        _enrol(client, memory, _of_sitter(sitter))
        told(done, total, sitter.name)
    prison = Prison(client, Courthouse(home))
    received: dict[int, UUID] = {}
    with at_the_scanner() as scanner:
        for done, (member, prints) in enumerate(_printed(scanner, missing), len(portraits) + 1):
            enrolled = len(member.fingers)
            if (person := _received(prison, member, prints[:enrolled])) is not None:
                received[member.number] = person
                memory.add(member.id)
            else:
                _enrol(client, memory, _of_member(member, prints[:enrolled]))
            for fresh in prints[enrolled:]:
                counter.lay_out(_file(member), fresh.data, "finger", fresh.position)
            told(done, total, member.name)
        _lay_out_stranger(counter, scanner)
    _expect(prison, received, missing)
    for sitter in posing[:1]:
        if not counter.has(sitter.file):
            counter.lay_out(sitter.file, sitter.before_the_camera(), "face")
    counter.close()


def _only_invented_people(client: Client, memory: Memory) -> None:
    """Invented people never come among real ones."""
    persons = client.status().persons or 0
    if persons == 0:
        memory.forget()
    elif not memory:
        raise PeopleOnRecord(f"{persons} people are on record whom the demo did not enrol.", persons=persons)


def _printed(scanner: Executor, members: Sequence[Member]) -> Iterator[tuple[Member, list[Frame]]]:
    """Everybody's prints in the cast's order, captured at most a few people ahead of their enrolment."""
    ahead: list[tuple[Member, Future[list[Frame]]]] = []
    coming = iter(members)
    while True:
        while len(ahead) <= WORKERS and (member := next(coming, None)) is not None:
            ahead.append((member, scanner.submit(capture, member.number, _touches(member))))
        if not ahead:
            return
        member, prints = ahead.pop(0)
        yield member, prints.result()


def _touches(member: Member) -> list[int]:
    """The fingers that are enrolled; after them, the one with which the member waits at the counter."""
    shown = AT_THE_COUNTER.get(member.number)
    return [*member.fingers, *([] if shown is None else [shown])]


def _received(prison: Prison, member: Member, prints: Sequence[Frame]) -> UUID | None:
    """Who they are from now on, if they come through the gate; None for everybody else.

    A service that runs already may have no policies, or another court: there everybody is enrolled plainly.
    """
    if member.number not in RECEIVED:
        return None
    try:
        prison.build()
        said = prison.receive(member, prints)
    except ServiceRefused:
        return None
    return said.person_id if said.outcome == "admit" else None


def _expect(prison: Prison, received: Mapping[int, UUID], enrolled: Sequence[Member]) -> None:
    """Appointments and an order for those who were received just now."""
    for member in enrolled:
        prisoner = received.get(EXPECTED.get(member.number, member.number))
        if member.number in EXPECTED and prisoner is not None:
            prison.expect(member.id, prisoner)
        elif member.number == FREED and prisoner is not None:
            prison.free(member, prisoner)


def _of_member(member: Member, prints: Sequence[Frame]) -> Enrolment:
    samples = [
        SampleIn.holding(frame.data, "finger", position=frame.position, dpi=frame.dpi) for frame in prints
    ]
    return Enrolment(person_id=member.id, name=member.name, gallery=member.gallery, samples=samples)


def _of_sitter(sitter: Sitter) -> Enrolment:
    """Public figures are shown as staff, never as prisoners."""
    samples = [SampleIn.holding(sitter.portrait, "face")]
    return Enrolment(person_id=sitter.id, name=sitter.name, gallery="staff", samples=samples)


def _enrol(client: Client, memory: Memory, enrolment: Enrolment) -> None:
    """A refusal with 409 says that an earlier start got as far as this."""
    try:
        client.enrol(enrolment)
    except ServiceRefused as refused:
        if refused.problem.code != "person-exists":
            raise
    assert enrolment.person_id is not None  # noqa: S101 - the demo mints its ids
    memory.add(enrolment.person_id)


def _lay_out_stranger(counter: Counter, scanner: Executor) -> None:
    """Somebody who was never enrolled."""
    stranger = Member(STRANGER)
    if counter.has(_file(stranger)):
        return
    (fresh,) = scanner.submit(capture, stranger.number, FINGERS[:1]).result()
    counter.lay_out(_file(stranger), fresh.data, "finger", fresh.position)


def _file(member: Member) -> str:
    return f"print-{member.number}.png"
