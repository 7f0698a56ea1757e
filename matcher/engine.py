"""What computes here: which kernels were chosen for this processor, and which were found wrong on it."""

from collections.abc import Mapping
from dataclasses import dataclass

from matcher.fingerprint.building import builder
from matcher.kernels.dispatch import kernel
from matcher.kernels.rows import weigh_kernel
from matcher.kernels.scan import scan_kernel
from matcher.kernels.screen import screen_kernel
from matcher.kernels.selfcheck import distrusted


@dataclass(frozen=True, slots=True)
class Engine:
    """Instruction sets by name; "numpy" is the slow twin; of `scanning` faces it says that all are compared.
    weighing: of the exact comparison of faces in a search.
    distrusted: kernels not used because wrong here."""

    comparing: str
    screening: str
    scanning: str
    weighing: str
    building: str
    distrusted: Mapping[str, tuple[str, ...]]


def engine() -> Engine:
    """Choose and check the kernels, if that was not done yet, and tell. Some milliseconds the first time."""
    return Engine(kernel(), screen_kernel(), scan_kernel(), weigh_kernel(), builder(), distrusted())
