"""/v1/papers: what was handed to somebody at a gate, to print, to print again and to compare with a print."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import HTMLResponse

from api.auth.guard import in_reach
from api.auth.rights import Right
from api.contract.papers import PaperHead, PaperList, PaperOut
from api.office import Office
from api.papers.page import page
from api.registry import facilities, papers, passages
from api.registry.belonging import Kind
from api.registry.papers import Paper
from api.registry.unit import View
from api.routes.context import Language
from api.routes.once import JSON, READS, reads

router = APIRouter(prefix="/v1", tags=["papers"])

Reading = Annotated[Office, reads(Right.READ_PAPERS)]
Number = Annotated[str, Query(pattern=r"^[A-Z0-9-]{8,64}$", description="As printed on the paper")]
HTML = "text/html"
SHOWN = {
    200: {
        "model": PaperOut,
        "description": "The paper; as a printable page where `Accept` likes HTML better than JSON",
        "content": {HTML: {"schema": {"type": "string"}}},
    },
    **READS,
}


@router.get("/passages/{passage_id}/papers", operation_id="list_papers", responses=READS)
def of_passage(passage_id: UUID, office: Reading) -> PaperList:
    """All that was written for whoever stood at the gate, the first one first."""
    with office.store.reading() as view:
        passages.one(view, passage_id)
        return _listed(view, papers.of_passage(view, passage_id))


@router.get("/papers", operation_id="find_paper", responses=READS)
def numbered(request: Request, number: Number, office: Reading) -> PaperList:
    """The paper of a number, or none: to tell a true one from one that somebody made up."""
    with office.store.reading() as view:
        found = papers.numbered(view, number)
        return _listed(view, [one for one in found if in_reach(request, view, Kind.PAPER, one.id)])


@router.get("/papers/{paper_id}", operation_id="read_paper", response_model=PaperOut, responses=SHOWN)
def one(request: Request, paper_id: UUID, office: Reading, language: Language) -> Response:
    """As it was issued, whatever the record says today; in words of the reader's language."""
    with office.store.reading() as view:
        found = papers.one(view, paper_id)
        head = paper_head(view, found)
    if likes_html(request.headers.get("accept", "")):
        return HTMLResponse(page(found.content, language), headers={"Content-Language": language})
    told = PaperOut(**head.model_dump(), content=found.content)
    return Response(told.model_dump_json(), media_type=JSON)


def _listed(view: View, found: Sequence[Paper]) -> PaperList:
    return PaperList(papers=[paper_head(view, each) for each in found])


def paper_head(view: View, found: Paper) -> PaperHead:
    """What there is to know of a paper without opening it."""
    return PaperHead.model_validate(
        {
            "id": found.id,
            "number": found.number,
            "document": found.document,
            "facility": facilities.one(view, found.facility_id).code,
            "person_id": found.person_id,
            "passage_id": found.passage_id,
            "decision_id": found.decision_id,
            "issued_at": found.issued_at,
            "sha256": found.sha256,
        }
    )


def likes_html(accept: str) -> bool:
    """Whether HTML stands before JSON and everything else, as a browser asks; programs name none or JSON."""
    named = [part.partition(";")[0].strip().lower() for part in accept.split(",")]
    return HTML in named and (JSON not in named or named.index(HTML) < named.index(JSON))
