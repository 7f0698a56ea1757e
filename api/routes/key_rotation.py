"""/v1/keys/rotation: a new key-encryption key, while the service answers."""

from fastapi import APIRouter, Request

from api import problems
from api.auth.asking import Acting
from api.auth.rights import Right, require
from api.contract.keys import RotationOut
from api.rotating import KeyRotation, Progress
from api.routes.context import in_worker, part
from api.routes.repeatable import Repeatable

router = APIRouter(prefix="/v1/keys/rotation", tags=["keys"], route_class=Repeatable)

ANSWERS = problems.documented(422)


@router.post("", status_code=202, operation_id="rotate_keys", responses=ANSWERS)
async def begin(request: Request, actor: Acting) -> RotationOut:
    """Begin, or go on after a stop. Owners' keys are wrapped anew; what is sealed by them is not touched."""
    require(actor, Right.ROTATE_KEYS)
    return _out(await in_worker(request, _rotation(request).begin))


@router.get("", operation_id="read_rotation", responses=ANSWERS)
def look(request: Request, actor: Acting) -> RotationOut:
    """How far it is."""
    require(actor, Right.ROTATE_KEYS)
    return _out(_rotation(request).progress())


def _rotation(request: Request) -> KeyRotation:
    return part(request, "rotation", KeyRotation)


def _out(progress: Progress) -> RotationOut:
    return RotationOut(state=progress.state.value, key=progress.key, left=progress.left)
