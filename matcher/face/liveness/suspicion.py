"""What an officer should look at before trusting a face capture. Never a pass."""

from dataclasses import dataclass

from matcher.errors import Remark


@dataclass(frozen=True, slots=True)
class Suspicion:
    """reasons: what was noticed, with the figures that say so; the words lie under `remark.CODE`.

    None noticed proves nothing: a good replay on a good screen, a mask, or pictures fed past the camera show
    nothing of what is looked for here.
    """

    reasons: tuple[Remark, ...] = ()

    def __or__(self, other: "Suspicion") -> "Suspicion":
        """What either noticed."""
        return Suspicion((*self.reasons, *other.reasons))

    @property
    def raised(self) -> bool:
        """Whether anything was noticed."""
        return bool(self.reasons)
