"""What the routes of adjudication share: the desk, and its values as wire types and pictures."""

from typing import Annotated, Literal

from fastapi import Depends, Request, Response

from api import problems
from api.adjudicating import AdjudicationDesk, Exhibit
from api.adjudication.rates import Rate
from api.contract.adjudication import CaseOut, PairOut, RateOut, SideOut
from api.errors import NotFound
from api.reasons import reason_out
from api.registry.adjudication import StoredCase
from api.registry.records import StoredSample
from api.routes.context import in_worker, part
from matcher.fingerprint.quality.quality import is_poor

PREFIX = "/v1/adjudication"
Shown = Literal["drawing", "left", "right"]
PICTURES = {
    200: {
        "description": "`drawing`: both prints with their paired minutiae; `left`, `right`: one of two faces",
        "content": {"image/svg+xml": {}, "image/png": {}},
    },
    **problems.documented(409),
}


def _desk(request: Request) -> AdjudicationDesk:
    return part(request, "adjudication", AdjudicationDesk)


Desk = Annotated[AdjudicationDesk, Depends(_desk)]


async def picture(
    request: Request, desk: AdjudicationDesk, exhibit: Exhibit, pair: int, shown: Shown
) -> Response:
    """One picture of an exhibit. Raises NotFound where prints are asked for as faces, or the reverse."""
    data: str | bytes | None
    if shown == "drawing":
        data, media_type = await in_worker(request, desk.drawing, exhibit, pair), "image/svg+xml"
    else:
        data, media_type = await in_worker(request, desk.face, exhibit, pair, shown == "right"), "image/png"
    if data is None:
        raise NotFound("This address does not exist.")
    return Response(data, media_type=media_type)


def case_out(stored: StoredCase) -> CaseOut:
    """A case, without a word of what a reviewer said before it is settled."""
    row = stored.row
    return CaseOut(
        id=row.id,
        person_id=row.person_id,
        encounter_id=row.encounter_id,
        state=stored.state.value,
        opened_at=row.opened_at,
        opened_by=row.opened_by,
        closed_at=row.closed_at,
        result=None if stored.case.result is None else stored.case.result.value,
        settled_by=sorted(stored.case.settled_by),
        ruled_by=row.ruled_by,
    )


def pairs_out(exhibit: Exhibit, language: str) -> list[PairOut]:
    """What is looked at together."""
    return [
        PairOut(
            modality=pair.modality.value,
            position=pair.position,
            left=_side_out(pair.first, language),
            right=_side_out(pair.second, language),
        )
        for pair in exhibit.pairs
    ]


def rate_out(rate: Rate) -> RateOut:
    """A rate with its interval."""
    low, high = rate.interval
    return RateOut(count=rate.count, trials=rate.trials, share=rate.share, low=low, high=high)


def _side_out(one: StoredSample, language: str) -> SideOut:
    if one.grade is None:
        return SideOut(quality=None, remarks=[])
    remarks = [reason_out(reason, language).title for reason in one.grade.reasons]
    return SideOut(quality="poor" if is_poor(one.grade.value) else "good", remarks=remarks)
