"""Whether a modality that was not captured is excused: all of it, and seen by a second officer."""

from collections.abc import Iterable
from enum import Enum, auto
from typing import Final

from api.gates.evidence import Captured
from matcher.domain import Modality

EXCEPTION: Final = "capture-exception"
"""What a second officer countersigns."""


class Excuse(Enum):
    """How far."""

    NONE = auto()
    UNSIGNED = auto()
    COUNTERSIGNED = auto()


def excuse(captured: Captured, modality: Modality) -> Excuse:
    """Of one modality. An exception for some fingers excuses nothing: another finger can be laid down."""
    noted = [one for one in captured.excused(modality) if not one.positions]
    if not noted:
        return Excuse.NONE
    return Excuse.COUNTERSIGNED if all(one.countersigned for one in noted) else Excuse.UNSIGNED


def nothing_left(captured: Captured, modalities: Iterable[Modality]) -> bool:
    """Whether none of these was captured and each is excused: by bandages, or by broken devices."""
    return all(
        modality not in captured.modalities and excuse(captured, modality) is Excuse.COUNTERSIGNED
        for modality in modalities
    )
