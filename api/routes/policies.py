"""/v1/policies: by which rules the gates go now. They are changed by their files alone."""

from typing import Annotated

from fastapi import APIRouter

from api.auth.rights import Right
from api.contract import words
from api.contract.policies import PolicyList, PolicyOut, PolicyRefusal
from api.desks.policies import PolicyShelf
from api.office import Office
from api.reasons import reason_out
from api.registry import policy_uses
from api.routes.context import Language
from api.routes.once import READS, reads

router = APIRouter(prefix="/v1/policies", tags=["policies"])


@router.get("", operation_id="list_policies", responses=READS)
def every(office: Annotated[Office, reads(Right.READ_POLICIES)], language: Language) -> PolicyList:
    """All of them, and what is wrong with the folder where it says something that cannot be used."""
    shelf = office.policies
    with office.store.reading() as view:
        since = {sha256: use.since for sha256, use in policy_uses.in_use(view).items()}
    listed = [
        PolicyOut(
            facility=one.scope.facility,
            name=one.scope.name,
            country=one.scope.country,
            sha256=one.sha256,
            valid_from=one.scope.valid_from,
            valid_until=one.scope.valid_until,
            since=since.get(one.sha256),
        )
        for one in shelf.every()
    ]
    return PolicyList(policies=listed, refused=_refusal(shelf, language))


def _refusal(shelf: PolicyShelf, language: str) -> PolicyRefusal | None:
    error = shelf.refused
    if error is None:
        return None
    said = words.render(error.code, error.parameters, language)
    return PolicyRefusal(
        code=error.code,
        title=said.title,
        detail=said.detail,
        advice=said.advice,
        reasons=[reason_out(remark, language) for remark in error.remarks],
    )
