"""/v1/status and /v1/health: what is held, alive, ready."""

from importlib.metadata import version

from fastapi import APIRouter

from api import problems
from api.contract.answers import EngineOut, Health, Status
from api.routes.answers import calibrations
from api.routes.context import Service
from matcher.domain import Modality
from matcher.engine import engine

router = APIRouter(prefix="/v1", tags=["status"])


@router.get("/status", operation_id="status")
def status(service: Service) -> Status:
    """What can be searched now, how far the gallery is loaded, and what computes."""
    held, used = service.holdings(), engine()
    return Status(
        ready=held.ready,
        persons=held.persons,
        fingers=held.fingers,
        faces=held.faces,
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


@router.get("/health/live", operation_id="live")
async def live() -> Health:
    """The process answers."""
    return Health(status="alive")


@router.get("/health/ready", operation_id="ready", responses=problems.documented(500, 503))
async def ready(service: Service) -> Health:
    """Everybody enrolled can be found; until then 503."""
    service.require_ready()
    return Health(status="ready")
