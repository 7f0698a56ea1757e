"""What a face picture is worth to the matcher, 0 to 100, and what to mend."""

from collections.abc import Mapping
from dataclasses import dataclass

from matcher.errors import Remark
from matcher.face.quality.parameters import POOR


@dataclass(frozen=True, slots=True)
class Component:
    """One measure. native: in its own unit; value: 0 to 100; gating: whether it bears on the picture's value;
    reason: what to mend with the figure that says so, None where there is nothing."""

    native: float
    value: int
    gating: bool
    reason: Remark | None


@dataclass(frozen=True, slots=True)
class Quality:
    """value: 0 to 100, higher where this matcher finds the person again more easily: the least of the gating
    components. components: by ISO/IEC 29794-5's names, those that gate first."""

    value: int
    components: Mapping[str, Component]

    @property
    def reasons(self) -> tuple[Remark, ...]:
        """What to mend, each thing once, what bears on the value first; none on a good picture."""
        told = (component.reason for component in self.components.values())
        return tuple({remark.code: remark for remark in told if remark is not None}.values())


def is_poor(value: int) -> bool:
    """Whether a picture of this quality is worth taking again."""
    return value < POOR
