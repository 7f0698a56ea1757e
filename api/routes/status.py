"""/v1/status and /v1/health: what is held, alive, ready."""

from importlib.metadata import version

from fastapi import APIRouter, Request

from api import problems
from api.auth.asking import known
from api.auth.rights import Right, may
from api.contract.answers import EngineOut, Health, Status
from api.desks.certainty import calibrations
from api.routes.context import Service
from matcher.domain import Modality
from matcher.engine import engine

router = APIRouter(prefix="/v1", tags=["status"])


@router.get("/status", operation_id="status")
def status(request: Request, service: Service) -> Status:
    """What can be searched now, how far the gallery is loaded, and what computes.

    How many are on record is told to those who may know, and null to everybody else.
    """
    held, used = service.holdings(), engine()
    counted = _may_count(request)
    return Status(
        ready=held.ready,
        persons=held.persons if counted else None,
        fingers=held.fingers if counted else None,
        faces=held.faces if counted else None,
        version=version("umbral-identity"),
        loading=held.loading,
        face_extractor=held.face_extractor,
        engine=EngineOut(
            comparing=used.comparing,
            screening=used.screening,
            building=used.building,
            distrusted=dict(used.distrusted),
        ),
        calibration=calibrations(Modality, held.face_extractor),
    )


def _may_count(request: Request) -> bool:
    actor = known(request)
    return actor is not None and may(actor, Right.COUNT_GALLERIES)


@router.get("/health/live", operation_id="live")
async def live() -> Health:
    """The process answers."""
    return Health(status="alive")


@router.get("/health/ready", operation_id="ready", responses=problems.documented(500))
async def ready(service: Service) -> Health:
    """Everybody enrolled can be found; until then 503."""
    service.require_ready()
    return Health(status="ready")
