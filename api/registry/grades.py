"""What a sample is worth, as it is kept beside it: values and reasons without wire types."""

from dataclasses import dataclass
from typing import Any, Self

from matcher.errors import Remark
from matcher.face.liveness.suspicion import Suspicion
from matcher.face.quality.quality import Quality as FaceQuality
from matcher.fingerprint.quality.quality import Quality as PrintQuality


@dataclass(frozen=True, slots=True)
class GradeComponent:
    """One measure of a face's picture, 0 to 100. gating: whether the picture's value rests on it; reason:
    what to mend, None where there is nothing.

    What was measured is kept in a reason alone: how light or what colour a face is stays untold where nothing
    is to be mended.
    """

    name: str
    value: int
    gating: bool
    reason: Remark | None


@dataclass(frozen=True, slots=True)
class Grade:
    """A sample's quality: 0 to 100, and what could be mended, the first thing first.

    components: of faces. suspicions: what an officer should look at before trusting a face's picture.
    """

    value: int
    reasons: tuple[Remark, ...]
    components: tuple[GradeComponent, ...] = ()
    suspicions: tuple[Remark, ...] = ()

    @classmethod
    def of(cls, quality: PrintQuality | FaceQuality, suspicion: Suspicion | None = None) -> Self:
        """As the matcher graded it; suspicion: what a face's picture shows of a screen."""
        if isinstance(quality, PrintQuality):
            return cls(quality.value, _of_print(quality))
        noticed = suspicion.reasons if suspicion else ()
        return cls(quality.value, quality.reasons, _of_face(quality), noticed)

    @classmethod
    def read(cls, kept: dict[str, Any]) -> Self:
        """From what `written` made; grades of prints enrolled earlier have values and reasons alone."""
        components = (
            GradeComponent(each["name"], each["value"], each["gating"], _remark_read(each["reason"]))
            for each in kept.get("components", ())
        )
        return cls(
            kept["value"],
            _remarks_read(kept["reasons"]),
            tuple(components),
            _remarks_read(kept.get("suspicions", ())),
        )

    def written(self) -> dict[str, Any]:
        """As JSON."""
        kept: dict[str, Any] = {"value": self.value, "reasons": [_remark(each) for each in self.reasons]}
        if self.components:
            kept["components"] = [
                {
                    "name": each.name,
                    "value": each.value,
                    "gating": each.gating,
                    "reason": each.reason and _remark(each.reason),
                }
                for each in self.components
            ]
        if self.suspicions:
            kept["suspicions"] = [_remark(each) for each in self.suspicions]
        return kept


def _of_print(quality: PrintQuality) -> tuple[Remark, ...]:
    """Each reason with the measures it rests on, rounded: more digits say nothing."""
    measured = quality.components
    return tuple(
        Remark(reason.value, {name: round(measured[name], 3) for name in reason.rests_on if name in measured})
        for reason in quality.reasons
    )


def _of_face(quality: FaceQuality) -> tuple[GradeComponent, ...]:
    return tuple(
        GradeComponent(name, each.value, each.gating, each.reason)
        for name, each in quality.components.items()
    )


def _remark(remark: Remark) -> dict[str, Any]:
    return {"code": remark.code, "parameters": dict(remark.parameters)}


def _remark_read(kept: dict[str, Any] | None) -> Remark | None:
    return None if kept is None else Remark(kept["code"], kept["parameters"])


def _remarks_read(kept: Any) -> tuple[Remark, ...]:
    return tuple(Remark(each["code"], each["parameters"]) for each in kept)
