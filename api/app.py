"""Composition root: what a request passes, in this order, and what the application is made of."""

import os
from collections.abc import AsyncIterator, Collection, Iterator
from contextlib import asynccontextmanager
from functools import cache, partial
from importlib.metadata import version

from fastapi import APIRouter, Depends, FastAPI
from starlette.datastructures import State
from starlette.middleware import Middleware
from starlette.routing import BaseRoute

from api import openapi
from api.auth.callers import Believed
from api.auth.elsewhere import take_tokens
from api.auth.guard import guard
from api.auth.stations import signed
from api.background import Work, all_of, between
from api.backup.keeping import KeysElsewhere
from api.board.bulletin import Bulletin
from api.board.parameters import CLOCKS_KEPT
from api.clock import SystemClock
from api.console.routes import console
from api.desks.board import Boards
from api.desks.certainty import calibrations
from api.desks.due.round import Round, Watch
from api.desks.gatehouse import Gatehouse
from api.desks.groups import RosterGroups
from api.desks.looking import Rates
from api.desks.orders import CaseKeys
from api.desks.policies import PolicyShelf
from api.desks.policy_watch import PolicyWatch
from api.desks.searches import Searches
from api.desks.service import Gates
from api.desks.visits.withdrawal import Lapsing
from api.events.events import Events
from api.face_choice import face_models_for
from api.home import DataDirectory
from api.issuer.built_in import build_in
from api.middleware.accounts import Accounts
from api.middleware.body import BodyLimit
from api.middleware.callers import OwnCallersOnly
from api.middleware.form import RequestForm
from api.middleware.headers import SecurityHeaders
from api.middleware.journal import Journal
from api.middleware.known import KnownCallers
from api.middleware.limits import Limits
from api.middleware.portions import Portions
from api.middleware.rate import RateLimit
from api.middleware.room import Room
from api.middleware.signed_bodies import SignedBodies
from api.middleware.tags import Tags
from api.office import Office
from api.publishing import Publisher
from api.refusing import HANDLERS
from api.registry.registry import Registry
from api.retention.erasing import Eraser
from api.retention.keeper import Keeper
from api.rotating import KeyRotation
from api.routes.every import EVERY
from api.service import IdentityService
from api.settings import Settings
from api.witnessing import Notary
from api.workers import Workers
from matcher import calibration
from matcher.domain import Modality
from matcher.extraction import Extractors
from matcher.gallery.local import LocalGallery

WORKERS = os.cpu_count() or 1
"""Requests that decode, extract or search at a time: more would only share the same cores."""


def compose(settings: Settings, directory: DataDirectory, address: str | None = None) -> FastAPI:
    """The application over an open data directory. address: as people's browsers reach it."""
    registry = Registry.open(settings.store(directory.database), settings.keys(directory.keys))
    faces = face_models_for(settings.face_models, registry.face_extractors())
    calibration.use_site(directory.calibration)
    calibrations(Modality, faces.extractor)  # an unusable record stops the service here, no answer later
    service = IdentityService(
        registry,
        LocalGallery(faces.extractor),
        Extractors(faces),
        fpir=settings.fpir,
        fmr=settings.fmr,
        face_setting=settings.face_models,
    )
    limits = Limits(settings.body_limit, settings.requests_per_second, settings.requests_at_once)
    events = Events(registry, source=settings.event_source, networks=settings.webhook_networks)
    policies, rates = PolicyShelf.of_folder(directory.policies), Rates(settings.fpir, settings.fmr)
    gates, keys = gates_over(service, registry, policies, rates), CaseKeys.of_folder(directory.case_keys)
    app = application(service, limits, events, gates, keys, hosts=settings.public_hosts)
    app.state.watch = PolicyWatch(directory.policies, policies, registry, SystemClock())
    app.state.searches = Searches(registry, policies, SystemClock(), free=settings.free_searches)
    app.state.notary = Notary(registry, SystemClock(), settings.audit_witnesses)
    eraser = Eraser(registry, service, policies, SystemClock(), [directory.path])
    app.state.keeper = Keeper(eraser)
    if (places := settings.backup_places()) is not None:
        app.state.keys_elsewhere = KeysElsewhere(registry, places)
    app.include_router(console(directory.path))
    registry.keep_account()
    if settings.callers == "issuer":
        app.state.issuer_keys = take_tokens(app, settings, registry, SystemClock())
    elif settings.callers == "built-in":
        build_in(app, settings, registry, SystemClock(), address or f"http://{settings.host}:{settings.port}")
    return app


def gates_over(service: IdentityService, registry: Registry, policies: PolicyShelf, rates: Rates) -> Gates:
    """The desks at the gates, over a service and its store."""
    house = Gatehouse(registry, service, policies, SystemClock())
    return Gates.over(house, RosterGroups(service.roster), rates)


def application(  # noqa: PLR0913 - what it is made of
    service: IdentityService,
    limits: Limits,
    events: Events,
    gates: Gates,
    keys: CaseKeys,
    *,
    hosts: Collection[str] = (),
) -> FastAPI:
    """The ASGI application over a service, events and gates over its store, that it starts and closes.

    keys: of the case system, by which its orders are known. hosts: names under which the service is reached;
    none: those of the loopback.
    """
    app = FastAPI(
        title="Umbral",
        version=version("umbral-identity"),
        lifespan=_lifespan,
        openapi_url=None,  # FastAPI's own writes the document anew for each who asks
        docs_url=None,  # FastAPI's pages load their scripts from elsewhere
        dependencies=[Depends(guard)],
        redoc_url=None,
        routes=_routes(),
        middleware=[  # outermost first
            Middleware(Portions),
            Middleware(SecurityHeaders),
            Middleware(Journal),
            Middleware(RateLimit, per_second=limits.per_second, burst=limits.burst),
            Middleware(RequestForm),
            Middleware(OwnCallersOnly, hosts=hosts),
            Middleware(KnownCallers),
            Middleware(BodyLimit, limit=limits.body, held=limits.octets()),
            Middleware(Room, places=limits.places(), queue=limits.queue, seconds=limits.wait),
            Middleware(SignedBodies),
            Middleware(Accounts),
            Middleware(Tags),
        ],
        exception_handlers=HANDLERS,
    )
    _furnish(app.state, service, events, gates, keys)
    app.openapi = partial(openapi.document, app)  # type: ignore[method-assign] # FastAPI says to replace it so
    app.add_route("/v1/openapi.json", openapi.described(app))
    return app


def _furnish(state: State, service: IdentityService, events: Events, gates: Gates, keys: CaseKeys) -> None:
    """What the routes reach through the application, and what `_background` starts."""
    store, clock, policies = gates.house.store, gates.house.clock, gates.house.policies
    state.callers = Believed(signed)
    state.issuer = None
    state.issuer_keys = None
    state.lock_seconds = None
    state.service = service
    state.events = events
    state.adjudication = service.adjudication
    state.gates = gates
    state.due = Watch(Round(store, policies, clock), events.wake)
    state.watch = None
    state.keeper = Keeper(Eraser(store, service, policies, clock))
    state.notary = Notary(store, clock)
    state.keys_elsewhere = None
    state.rotation = KeyRotation(store, clock)
    state.searches = Searches(store, policies, clock)
    state.office = Office(store, clock, policies, service, keys)
    boards = Boards(store, clock, policies, CLOCKS_KEPT)
    state.bulletin = Bulletin(boards.read)
    state.lapsing = Lapsing(store, service, clock)
    state.publisher = Publisher(store, clock, policies)


@cache
def _routes() -> list[BaseRoute]:
    """Of every application, included once a process: what each takes is read from its signature."""
    together = APIRouter(dependencies=[Depends(guard)])
    for router in EVERY:
        together.include_router(router)
    return together.routes


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    app.state.workers = Workers(WORKERS)
    async with all_of(_background(app.state)):
        yield


def _background(state: State) -> Iterator[Work]:
    """Whatever goes on beside the answers, in the order in which it starts; it ends in the reverse order."""
    yield between(state.service.start, state.service.close)
    yield between(state.events.start, state.events.stop)
    if state.watch is not None:
        yield between(state.watch.start, state.watch.stop)
    yield between(state.due.start, state.due.stop)
    yield between(state.keeper.start, state.keeper.stop)
    yield between(state.notary.start, state.notary.stop)
    if state.keys_elsewhere is not None:
        yield between(state.keys_elsewhere.start, state.keys_elsewhere.stop)
    if state.issuer_keys is not None:
        yield between(lambda: None, state.issuer_keys.close)
    yield between(state.rotation.resume, state.rotation.close)
    for thread in (state.publisher.publishing(), state.lapsing.erasing()):
        yield between(thread.start, thread.stop)
    yield between(lambda: None, state.bulletin.close)  # first: whoever follows it waits for nothing else
