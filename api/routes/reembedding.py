"""/v1/reembedding: move all faces to other models, watch it, give it up."""

from fastapi import APIRouter, Request

from api import problems
from api.auth.asking import Acting
from api.auth.rights import Right, require
from api.contract.reembedding import LossOut, Reembedding, ReembeddingRequest, ReembeddingState
from api.moving.move import Progress
from api.openapi import json_body_of
from api.reasons import reason_out
from api.registry.moves import Loss, State
from api.routes.bodies import read
from api.routes.context import Language, Service, in_worker
from api.routes.repeatable import Repeatable
from matcher.errors import Remark

router = APIRouter(prefix="/v1/reembedding", tags=["reembedding"], route_class=Repeatable)


@router.post(
    "",
    status_code=202,
    operation_id="start_reembedding",
    openapi_extra=json_body_of(ReembeddingRequest),
    responses=problems.documented(409),
)
async def start(request: Request, service: Service, actor: Acting, language: Language) -> Reembedding:
    """Begin, go on after a stop, or accept losses. Answers come from the models in use until the switch."""
    require(actor, Right.MOVE_FACES)
    service.require_ready()
    wanted = await read(request, ReembeddingRequest)
    progress = await in_worker(request, service.move.begin, wanted.to, wanted.accept_losses)
    return reembedding_out(progress, service.holdings().face_extractor, language)


@router.get("", operation_id="reembedding")
def look(service: Service, actor: Acting, language: Language) -> Reembedding:
    """How far it is, and which faces the new models do not read."""
    require(actor, Right.READ_FACE_MOVES)
    return reembedding_out(service.move.progress(), service.holdings().face_extractor, language)


@router.delete("", operation_id="cancel_reembedding", responses=problems.documented(409))
def cancel(service: Service, actor: Acting, language: Language) -> Reembedding:
    """Give it up before the switch; what was made is deleted."""
    require(actor, Right.MOVE_FACES)
    return reembedding_out(service.move.cancel(), service.holdings().face_extractor, language)


def reembedding_out(progress: Progress, in_use: str, language: str) -> Reembedding:
    """A move as it goes over the wire."""
    move = progress.move
    if move is None:
        return Reembedding(state="none", in_use=in_use)
    failure = progress.failure
    problem = None if failure is None else Remark(failure.code.replace(".", "-"), failure.parameters)
    return Reembedding(
        state=_state(progress),
        in_use=in_use,
        source=move.source,
        target=move.target,
        faces=progress.counts.faces,
        made=progress.counts.made,
        lost=progress.counts.lost,
        unfindable=progress.counts.unfindable,
        accept_losses=move.accepted_losses,
        losses=[_loss_out(loss, language) for loss in progress.losses],
        problem=None if problem is None else reason_out(problem, language),
        started_at=move.started_at,
        settled_at=move.settled_at,
        finished_at=move.finished_at,
    )


def _state(progress: Progress) -> ReembeddingState:
    move = progress.move
    assert move is not None  # noqa: S101 - asked of a move
    if move.state is State.MOVING:
        return "stopped" if progress.failure else "waiting" if progress.waiting else "moving"
    over = move.finished_at is not None
    if move.state is State.SWITCHED:
        return "done" if over else "clearing"
    return "cancelled" if over else "cancelling"


def _loss_out(loss: Loss, language: str) -> LossOut:
    return LossOut(
        person_id=loss.person_id,
        sample_id=loss.sample_id,
        findable=loss.findable,
        reason=reason_out(Remark(loss.code, loss.parameters), language),
    )
