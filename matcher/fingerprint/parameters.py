"""Every tuned number of the fingerprint path, named by what it buys.

Cylinders and comparison follow Cappelli, Ferrara, Maltoni, "Minutia Cylinder-Code: A New Representation and
Matching Technique for Fingerprint Recognition", IEEE TPAMI 32 (2010), 2128-2141; a number of its table 1
bears the table's symbol. What was tuned here was tuned on fingers 101-105 of the four sets in
`benchmarks/results/fingerprint_exact.json` and tested on fingers 106-110; each says so.
"""

import math
from typing import Final

from matcher.kernels.matching import Matching

# Templates that differ in this are never compared: network and its decoding, then cylinder geometry.
EXTRACTOR: Final = "leader-1.mcc-1"

# -- what a record holds -------------------------------------------------------------------------------
MOST_MINUTIAE: Final = 255  # ISO/IEC 19794-2:2011, 8.4.2: one octet counts the minutiae of a view
WIDEST_IMAGE: Final = 4095  # pixels at 500 dpi, 20 cm: coordinates are stored as sixteenths in 16 bits

# -- cylinders (table 1) -------------------------------------------------------------------------------
RADIUS: Final = 70.0  # R: pixels at 500 dpi
CELLS_ACROSS: Final = 16  # N_S: a section is a grid of 16 x 16 cells
SECTIONS: Final = 6  # N_D: the directional difference, in steps of 60 degrees
SIGMA_S: Final = 28.0 / 3.0  # spatial spread of a neighbour, pixels
SIGMA_D: Final = 2.0 * math.pi / 9.0  # directional spread of a neighbour
MU_PSI: Final = 1.0 / 100.0  # a cell is set from this contribution on (bit form: step, not sigmoid)
HULL_MARGIN: Final = 50.0  # Omega: cells beyond the minutiae's convex hull, grown by this, are unknown
LEAST_VALID_CELLS: Final = 0.75  # min_VC: share of the disc's cells that must be known
LEAST_NEIGHBOURS: Final = 2  # min_M: minutiae that must contribute to a cylinder

# -- comparison (table 1) ------------------------------------------------------------------------------
MATCHING: Final = Matching(
    least_common_cells=math.ceil(0.60 * CELLS_ACROSS * CELLS_ACROSS),  # min_ME, of one section
    largest_turn=math.pi,  # delta_theta; pi, not the paper's pi / 2: a finger may lie in any direction
    fewest_pairs=4,  # min_nP
    most_pairs=12,  # max_nP
    pairs_middle=20.0,  # mu_P
    pairs_slope=2.0 / 5.0,  # tau_P
    own_weight=1.0 / 2.0,  # w_R
    rounds=5,  # n_rel
    distance_middle=5.0,  # mu_1
    distance_slope=-8.0 / 5.0,  # tau_1
    direction_middle=math.pi / 12,  # mu_2
    direction_slope=-30.0,  # tau_2
    radial_middle=math.pi / 12,  # mu_3
    radial_slope=-30.0,  # tau_3
    # Ours: the alignment stage behind the paper's. EER / FNMR at FMR 1/1000, %: tuning fingers 1.96 / 2.86
    # -> 0.35 / 0.54, test fingers 0.93 / 1.43 -> 1.06 / 1.07, synthetic fingers 0.50 / 3.33 -> 0.08 / 0.33.
    # Flat around these values: distance 14-22, turn 25-36 degrees, overlap 30-50, full 4-6 (docs/adr/0003).
    coincidence_distance=18.0,  # two ridge periods
    coincidence_turn=math.pi / 6,
    overlap_distance=40.0,
    full_coincidence=6.0,
)

# -- what counts as a fingerprint ----------------------------------------------------------------------
# Chosen against 81 portraits at three times their size, noise blurred at 0-6 pixels and the photographs of
# scikit-image: each of these is refused by one of the limits, each of the 320 impressions passes.
LOWEST_DPI: Final = 250.0  # below, neighbouring ridges run into one another
HIGHEST_DPI: Final = 1000.0  # ISO/IEC 19794-4:2011, table 1: the finest scanner level
SHORTEST_SIDE: Final = 96  # pixels at 500 dpi, 5 mm: less cannot hold a comparable pattern
LARGEST_FINGER: Final = 1_200_000  # pixels at 500 dpi: one rolled finger has about 640,000
RIDGE_WINDOW: Final = 48  # pixels: holds four or more ridges
RIDGE_STEP: Final = 16  # pixels between windows
RIDGE_FINEST: Final = 4.8  # pixels: ridge periods between these two; an adult's are 7-11
RIDGE_COARSEST: Final = 14.5
RIDGE_SHARE: Final = 0.20  # of a window's power that one ridge frequency must hold, mean over 3 x 3
TRACE_SHARE: Final = 0.10  # the same for a window that is shown to the network; cutting closer costs mates
LEAST_CONTRAST: Final = 5.0  # grey levels, standard deviation of a window
LEAST_RIDGE_WINDOWS: Final = 24  # touching windows with ridges: 16 mm2

# -- minutiae ------------------------------------------------------------------------------------------
# Of a kept minutia; 0.4 loses mates in poor prints, on the tuning fingers 0.2 and 0.3 tie (docs/adr/0003).
LEAST_CONFIDENCE: Final = 0.2
LEAST_MINUTIAE: Final = 6  # of which ...
SURE_CONFIDENCE: Final = 0.6
LEAST_SURE_MINUTIAE: Final = 4  # ... so many must have this confidence
LEAST_MEAN_CONFIDENCE: Final = 0.48  # of the minutiae on ridges; real prints from 0.52, hair up to 0.46
CROP_MARGIN: Final = 48  # pixels kept around the ridge windows' centres
# The fast profile: a scale between these two, the one at which padding adds least, and full size after all
# for a print with fewer clear minutiae than this. Chosen on the tuning fingers (docs/adr/0011).
FAST_SMALLEST: Final = 0.68
FAST_LARGEST: Final = 0.75
FAST_CLEAR_MINUTIAE: Final = 18

# -- screen: benchmarks/learn/finger_screen.py, on its held-out synthetic fingers -----------------------
PROBE_CYLINDERS: Final = 24  # of a probe; a search's time grows with them
UNITS_PER_NAT: Final = 4.0  # of a cylinder's log likelihood ratio, which is counted in octets
