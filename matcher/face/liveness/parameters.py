"""Every tuned number of the liveness hints, named by what it buys.

They were set on simulated captures (tests/support/captures.py: a portrait moved as a picture, bent over a
head that turns, shown on a screen), not on attacks by people: no error rate follows from them.
"""

from typing import Final

# -- head-turn challenge (challenge.py): degrees, seconds ------------------------------------------------
TURNS: Final = 3  # a recording made before fits one order of eight
AHEAD: Final = 25.0  # how far from straight on a face may look where it begins: yaw is coarse
TURNED: Final = 18.0  # from where it began: clear of the points' noise, well before a detector loses the face
BACK: Final = 9.0  # from where it began: looks ahead again
SECONDS: Final = 20.0  # for all turns: three at a calm pace take nine
LOST_SECONDS: Final = 2.0  # a detector misses single frames of a moving head
WRONG_WAYS: Final = 2  # confusing left and right once is human
JUMP_YAW: Final = (
    45.0  # between frames at most JUMP_SECONDS apart; the fastest turns of a head do 300 in a second
)
JUMP_PLACE: Final = 1.5  # distances between the eyes
JUMP_SIZE: Final = 1.5  # times larger or smaller
JUMP_SECONDS: Final = 0.15

# -- a sequence of pictures (sequence.py) ----------------------------------------------------------------
WATCHED_SIDE: Final = 640  # pixels of the longer side in which motion is followed: what a webcam gives
UNSEEN_SHARE: Final = 0.34  # of the pictures may show no face: a detector misses single ones of a moving head

# -- flat picture (flat.py): lengths in distances between the eyes ---------------------------------------
CORNERS: Final = 200  # tracked: enough on a face without texture, few milliseconds a frame
CORNER_QUALITY: Final = 0.01
CORNER_SPACING: Final = 0.07
FACE_REACH: Final = (
    0.95,
    0.8,
    1.5,
)  # across to either side, up and down from the eyes: what is face, not hair
AROUND_LEAST: Final = (1.8, 2.4)  # across, and up, from the eyes: beyond head and hair, above the shoulders
AROUND_MOST: Final = 2.8  # in any direction: a held picture ends somewhere
BELOW_MOST: Final = 1.2  # further down shoulders move along with a head
STEADY: Final = 0.5  # pixels: a corner that is not found again on the way back was lost
POINTS_LEAST: Final = 12  # inside, and around
TILT_LEAST: Final = 0.03  # motion beyond shift, roll and size: without it a head and a picture move alike
FLAT_SHARE: Final = 0.3  # of it that a plane leaves unexplained: simulated prints 0.1, heads 0.7
FLAT_REST: Final = 0.02  # and no more than that: tracking drifts by half of it
SHIFT_LEAST: Final = 0.15
TOGETHER: Final = 0.2  # of the shift by which what is around may differ and still move along

# -- screens (screen.py) ---------------------------------------------------------------------------------
BLOCK: Final = 64  # pixels a side of the spectra that are averaged: a screen's pattern is all over
PATTERN_LEAST: Final = 0.12  # cycles a pixel: below it pictures have patterns of their own
PATTERN_REACH: Final = 0.9  # from the face's middle, in its longer side: the face and as much around it
PATTERN_REGION: Final = 320  # pixels: enough blocks, and a bounded time
RING: Final = (3, 4)  # bins away: what a peak must stand out from; a window's own width is two
NOISE_POWER: Final = (
    1.0  # of an even plane, before and after its blocks are weighed: no peak without a picture
)
GRID_PERIOD: Final = 8  # pixels: JPEG's blocks, which peak at its multiples along the axes
PATTERN_PEAK: Final = 5.0  # times the most in the ring, in power: none of 919 pictures of lfw_dev reaches 3.2
BORDER_LEAST: Final = 1.3  # of the face's box, in width and height
BORDER_MOST: Final = 0.97  # of the picture's: its own edge is no border
BORDER_FILLS: Final = 0.85  # share of its bounding rectangle, turned with it, that a rectangle covers
EDGES: Final = (40, 120)  # Canny's thresholds
EDGE_SIDE: Final = 480  # pixels of the longer side on which borders are looked for
