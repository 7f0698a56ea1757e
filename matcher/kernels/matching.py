"""The numbers that a comparison of two cylinder sets needs, handed to every kernel alike."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.kernels.numbers import in_order


@dataclass(frozen=True, slots=True)
class Matching:
    """How local similarities become one score; symbols and equations of the MCC paper, section 4.

    Angles in radians, distances in pixels at 500 dpi. The C kernel reads the fields in this order.
    """

    least_common_cells: int  # cells of one section known in both cylinders, else they cannot be compared
    largest_turn: float  # directions that differ by more are not compared; pi compares all
    fewest_pairs: int  # relaxation: the weight is the mean over between this ...
    most_pairs: int  # ... and this many pairs (eq. 18)
    pairs_middle: float
    pairs_slope: float
    own_weight: float  # relaxation: a pair's own weight against its neighbours' support (eq. 26)
    rounds: int  # relaxation: iterations
    distance_middle: float  # relaxation: tolerance of the distance between two minutiae (eq. 27-30)
    distance_slope: float
    direction_middle: float  # ... of the difference of their directions
    direction_slope: float
    radial_middle: float  # ... of the direction from one to the other
    radial_slope: float
    coincidence_distance: float  # alignment: minutiae further apart than this do not coincide
    coincidence_turn: float  # ... nor do those whose directions differ by more
    overlap_distance: float  # alignment: a minutia with none of the other print nearer lies outside of it
    full_coincidence: float  # alignment: so many coinciding minutiae count in full, fewer in proportion

    def as_array(self) -> NDArray[np.float64]:
        """(18,) float64, read-only, in field order."""
        return in_order(self)
