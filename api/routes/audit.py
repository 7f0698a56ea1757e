"""/v1/audit: what was done, for whoever has to check it."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from api.audit import proofs
from api.audit.verify import Head, subject_of
from api.auth.rights import Right
from api.contract.audit import BundleOut, ConsistencyOut, EntryOut, HeadOut, HeadPage, LeafPage, LogOut
from api.errors import InvalidRequest, UnknownPerson
from api.office import Office
from api.registry import audit_log
from api.registry.unit import View
from api.routes.once import READS, reads
from api.witnessing import Notary, told

router = APIRouter(prefix="/v1/audit", tags=["audit"])

Anybody = Annotated[Office, reads(Right.READ_AUDIT_HEADS)]
Auditing = Annotated[Office, reads(Right.READ_AUDIT_LOG)]
Defending = Annotated[Office, reads(Right.READ_ACCOUNT)]
MOST_LEAVES = 1_000
Place = Annotated[int, Query(ge=0, le=2**53)]


@router.get("", operation_id="read_log", responses=READS)
def log(office: Anybody) -> LogOut:
    """Its name, the key of its heads, the last head. Who keeps one can prove what was changed before it."""
    with office.store.reading() as view:
        last = audit_log.latest_head(view)
        return LogOut(
            log=audit_log.name(view),
            key=_key(view),
            size=audit_log.size(view),
            head=None if last is None else _head(last),
        )


@router.get("/heads", operation_id="list_heads", responses=READS)
def heads(
    office: Anybody,
    after: Annotated[Place, Query(description="Heads over more leaves than that")] = 0,
    limit: Annotated[int, Query(ge=1, le=500)] = 50,
) -> HeadPage:
    """All that were signed."""
    with office.store.reading() as view:
        found = audit_log.heads(view, after, limit)
    return HeadPage(heads=[_head(one) for one in found], next=found[-1].size if len(found) == limit else None)


@router.get("/leaves", operation_id="read_leaves", responses=READS)
def leaves(
    office: Auditing,
    first: Place = 0,
    count: Annotated[int, Query(ge=1, le=MOST_LEAVES)] = 100,
) -> LeafPage:
    """The log itself, as it was hashed: persons as keyed hashes."""
    with office.store.reading() as view:
        found = audit_log.leaves(view, first, count)
        return LeafPage(first=first, leaves=[one.decode() for one in found], size=audit_log.size(view))


@router.get("/consistency", operation_id="prove_consistency", responses=READS)
def consistency(office: Anybody, older: Place, newer: Place) -> ConsistencyOut:
    """That nothing was changed between two heads."""
    with office.store.reading() as view:
        if not older <= newer <= audit_log.size(view):
            raise InvalidRequest("newer: no log of so many leaves that is not older than the other")
        path = proofs.consistency(audit_log.nodes(view), older, newer)
    return ConsistencyOut(older=older, newer=newer, proof=[one.hex() for one in path])


@router.get("/persons/{person_id}", operation_id="read_account", responses=READS)
def account(
    person_id: UUID,
    office: Defending,
    kept: Annotated[Place, Query(description="Leaves of the head that the reader kept")] = 0,
) -> BundleOut:
    """Every search, view and decision about a person, with what proves it; this one is on the next."""
    return bundle(office, person_id, kept)


def bundle(office: Office, person_id: UUID, kept: int) -> BundleOut:
    """All leaves about a person under a head that is signed for it. Raises UnknownPerson, InvalidRequest."""
    head = Notary(office.store, office.clock).sign()
    with office.store.reading() as view:
        if kept > head.size:
            raise InvalidRequest("kept: the log is not so long")
        secret = audit_log.secrets_of(view, [person_id]).get(person_id)
        if secret is None:
            raise UnknownPerson("Nobody is enrolled under this number.")
        nodes, subject = audit_log.nodes(view), subject_of(secret, str(person_id))
        entries = [
            EntryOut(leaf=leaf.decode(), index=index, proof=_hex(proofs.inclusion(nodes, index, head.size)))
            for index, leaf in audit_log.about(view, subject)
            if index < head.size
        ]
        return BundleOut(
            head=_head(head),
            key=_key(view),
            person=str(person_id),
            secret=secret.hex(),
            consistency=_hex(proofs.consistency(nodes, kept, head.size)),
            entries=entries,
        )


def _head(one: Head) -> HeadOut:
    return HeadOut.model_validate(told(one))


def _hex(path: list[bytes]) -> list[str]:
    return [one.hex() for one in path]


def _key(view: View) -> str:
    return audit_log.signing_key(view).public_key().public_bytes_raw().hex()
