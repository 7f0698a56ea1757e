"""/v1/liveness: what to look at before trusting a face before the camera?"""

from fastapi import APIRouter, Request

from api.contract import words
from api.contract.liveness import LivenessHints, LivenessRequest
from api.openapi import body_of
from api.reasons import reason_out
from api.routes.bodies import read
from api.routes.context import Language, Service, in_worker
from api.sampling import captured
from matcher.face.liveness.challenge import Instruction
from matcher.face.liveness.sequence import Watched

router = APIRouter(prefix="/v1/liveness", tags=["comparisons"])

TURNS = {None: None, "left": Instruction.TURN_LEFT, "right": Instruction.TURN_RIGHT}


@router.post(
    "",
    operation_id="watch",
    openapi_extra=body_of(LivenessRequest),
)
async def watch(request: Request, service: Service, language: Language) -> LivenessHints:
    """Hints about 2 to 24 pictures of one camera, for the officer; never a pass. Nothing is stored.

    A head that was asked to turn and did not, a face that moves like a flat picture, that jumps, or that
    bears a screen's pattern or border is suspicious. No error rate by ISO/IEC 30107-3 is claimed.
    """
    asked = await read(request, LivenessRequest)
    between = asked.milliseconds_between
    seen = await in_worker(
        request,
        service.watch,
        captured(asked.samples),
        TURNS[asked.turn],
        None if between is None else between / 1000,
    )
    return hints_out(seen, language)


def hints_out(seen: Watched, language: str) -> LivenessHints:
    """What was noticed, in words."""
    noticed = "noticed" if seen.suspicion.raised else "nothing"
    return LivenessHints(
        sentence=words.text(f"liveness.{noticed}", language),
        suspicions=[reason_out(reason, language) for reason in seen.suspicion.reasons],
        turned=list(seen.turned),
    )
