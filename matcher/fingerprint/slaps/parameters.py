"""Every tuned number of slap segmentation, named by what it buys. Lengths in millimetres.

No real slaps are at hand. The hand's shape is that of adults in round numbers, with wide spreads; the rest
was tuned on synthetic slaps of persons 900-904 and is measured on others (`benchmarks/results/slaps.json`).
"""

import math
from typing import Final

LARGEST_PLATEN: Final = 210.0  # a page; whole hands are 130 x 130

# -- where fingers touch -------------------------------------------------------------------------------
TEXTURE_DPI: Final = 250.0  # ridges are 4-5 pixels wide: the coarsest at which each is still seen
WORK_DPI: Final = 100.0  # a pixel is a quarter of a millimetre
RIDGE_SIGMA: Final = 0.30  # of the blur that takes ridges away and leaves the shading
SPREAD_SIGMA: Final = 0.3  # closes valleys, keeps creases
STRONG_AREA: Final = 40.0  # mm2: what so much of the image exceeds is its strong texture
TEXTURE_SHARE: Final = 0.25  # of the image's strong texture that still counts as ridges
LEAST_TEXTURE: Final = 3.0  # grey levels: below, an image is empty
DARK_SHARE: Final = 0.75  # of the image's darkness: a wet finger is dark and has no texture
LEAST_DARKNESS: Final = 40.0  # grey levels
SMALLEST_TIP: Final = 22.0  # mm2
NECK: Final = 0.8  # of the half width on both sides: where the mask is narrower, it is taken apart
SEED_REACH: Final = 4.5  # how far apart two half widths are compared
LEAST_HALF_WIDTH: Final = 1.8  # a fingertip's; fibres and creases are narrower

# -- the hand ------------------------------------------------------------------------------------------
# Ends of the fingertips of a right hand, from index to little finger: place (x right, y up) and lean
# (degrees counter-clockwise) against the middle finger; widths against the index: round numbers of adults.
FINGERS: Final = ((-19.0, -8.0, 5.0), (0.0, 0.0, 1.0), (18.0, -5.5, -4.0), (35.0, -25.0, -9.0))
FINGER_WIDTHS: Final = (1.0, 1.02, 0.96, 0.85)
THUMBS: Final = ((-17.0, 0.0, 0.0), (17.0, 0.0, 0.0))
ACROSS_SPREAD: Final = 2.6
ALONG_SPREAD: Final = 3.6
THUMB_ALONG_SPREAD: Final = 12.0  # two thumbs come from two arms
SCALE_SPREAD: Final = 0.12  # of hands, and of how far fingers are spread
THUMB_SCALE_SPREAD: Final = 0.5
WIDTH_SPREAD: Final = 0.14  # of a contact's width, as a logarithm
LARGEST_TURN: Final = 60.0  # degrees; slaps to 45, and the axis of a tilted finger beyond
TURN_STEP: Final = 3.0
TURN_SPREAD: Final = 35.0  # of hands on a scanner
AXIS_WEIGHT: Final = 30.0  # what an elongated contact says about its direction
ROUND_ENOUGH: Final = 0.10  # a contact with less elongation says nothing about it
LEAN_SPREAD: Final = math.radians(5.0)  # of one finger against its hand
MOST_TIPS: Final = 6  # the largest are looked at; what lies beside them is dirt
COST_OF_MISSING: Final = 7.0  # twice the log odds against a finger that is not there
COST_OF_DIRT: Final = 14.0  # the same against a finger-sized spot that is none
CLEAR_MARGIN: Final = 3.5  # between two readings: odds of 6 to 1
WRONG_HAND_MARGIN: Final = 7.0  # against the hand that was stated: 1 in 30 lays down the other one

# -- the tip above the crease ----------------------------------------------------------------------------
SAME_FINGER: Final = 0.5  # overlap across of two parts that lie behind one another
WIDEST_CREASE: Final = 6.0
TIP_SHORTEST: Final = 0.6  # of its width: a crease is not nearer to the tip's end
TIP_USUAL: Final = 1.3
TIP_LONGEST: Final = 1.85
TIP_ROWS: Final = 22.0  # from the end of the finger on: where its width is taken
CREASE_PULL: Final = 0.25  # how much a crease far from the usual place must be clearer
SLANTS: Final = (-0.16, -0.08, 0.0, 0.08, 0.16)  # of a crease across the finger
BESIDE_CREASE: Final = 2.8  # how far above and below a crease the finger is looked at
CREASE_DEPTH: Final = 0.65  # of the texture beside it: a deeper dip is a crease
HALO: Final = 0.4  # texture reaches so far beyond the skin, being blurred
