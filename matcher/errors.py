"""One root, families by who can mend the matter; each error explains itself.

`code` is stable and goes over the wire; `parameters` fill the sentence that `strings/` holds for it in
the reader's language. `diagnostics()` is the English sentence with what to do next.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class Remark:
    """Something to be said in the reader's language: a stable code and what fills its sentence."""

    code: str
    parameters: Mapping[str, str | int | float] = field(default_factory=dict)


class UmbralError(Exception):
    """Root. Subclasses set `code` and `advice`; the message says what is wrong, the advice who mends it.

    remarks: what else is to be mended or known, where there is more than one sentence holds.
    """

    code: ClassVar[str] = "error"
    advice: ClassVar[str] = ""

    def __init__(self, message: str, **parameters: str | int | float) -> None:
        super().__init__(message)
        self.parameters = parameters
        self.remarks: tuple[Remark, ...] = ()

    def diagnostics(self) -> str:
        """What is wrong, then what to do about it."""
        return f"{self} {self.advice}".strip()


class OperatorError(UmbralError):
    """The person at the station can mend it: capture again, choose another file."""


class DataError(UmbralError):
    """What was handed in cannot be used as it is: the sender must change it."""


class IntegrityError(UmbralError):
    """Something of ours is not what it was when we wrote it: an administrator must look."""
