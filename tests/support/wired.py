"""An application service wired together in this process, over a store in a temporary folder."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from fastapi import FastAPI

from api.app import application, gates_over
from api.desks.looking import Rates
from api.desks.orders import CaseKeys
from api.desks.policies import PolicyShelf
from api.events.events import Events
from api.middleware.limits import Limits
from api.registry.registry import Registry
from api.service import IdentityService
from matcher.extraction import Extractors
from matcher.face.choice import FaceModels
from matcher.gallery.local import LocalGallery
from matcher.gallery.protocol import Gallery
from tests.support.databases import file_in
from tests.support.receiver import LOOPBACK

BODY_LIMIT = 1 << 20


def wired(
    folder: Path,
    gallery: Gallery | None = None,
    faces: FaceModels | None = None,
    face_setting: str | None = None,
) -> tuple[IdentityService, Registry]:
    """A service that is not started, and the registry under it; faces: by default the fallback's."""
    registry = Registry.open(file_in(folder), folder / "keys")
    extractors = Extractors(faces)
    held = LocalGallery(extractors.face_extractor) if gallery is None else gallery  # an empty one is false
    service = IdentityService(registry, held, extractors, fpir=0.01, fmr=0.0001, face_setting=face_setting)
    return service, registry


def app_over(service: IdentityService, policies: PolicyShelf | None = None) -> FastAPI:
    """The HTTP application over a service; policies: by default the shipped examples."""
    events = Events(service._registry, source="urn:umbral:site:test", networks=LOOPBACK)
    shelf = PolicyShelf.examples() if policies is None else policies
    gates = gates_over(service, service._registry, shelf, Rates(0.01, 0.0001))
    return application(service, Limits(BODY_LIMIT), events, gates, CaseKeys({}))


@contextmanager
def started(service: IdentityService) -> Iterator[IdentityService]:
    """Run a service without HTTP."""
    service.start()
    try:
        yield service
    finally:
        service.close()
