"""The numbers that a C kernel reads, made of a dataclass once and not for every finger."""

from dataclasses import fields
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


@lru_cache(maxsize=64)
def in_order(made: "DataclassInstance") -> NDArray[np.float64]:
    """(fields,) float64, read-only: a frozen dataclass's numbers, in field order."""
    numbers = np.array([getattr(made, field.name) for field in fields(made)], np.float64)
    numbers.flags.writeable = False
    return numbers
