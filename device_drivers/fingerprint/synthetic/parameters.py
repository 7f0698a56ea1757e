"""Every tuned number of the generator, named by what it buys. Lengths in pixels at 500 dpi (0.0508 mm)."""

# The master: as much skin as a rolled print shows, so that a plain one can lie anywhere on it.
MASTER_WIDTH = 416
MASTER_HEIGHT = 560
CENTRE_X = 208.0
CENTRE_Y = 250.0  # where a core lies, a little above the middle

# Orientation (looked at beside real prints)
CORE_ROUNDNESS = (0.7, 0.95)  # 0: turns evenly around a core; 1: a half circle on parallel legs
CORE_REACH = 110.0
ARCH_SLOPE = (0.45, 0.7)  # radians at the finger's edge, at its top
ARCH_FOOT = 170.0  # below the centre ridges lie flat
ARCH_TOP = 190.0
ARCH_HUMP = (0.35, 0.75)  # the rise of a plain arch
ORIENTATION_NOISE = 0.065
ORIENTATION_NOISE_SCALE = 75.0

# Ridge period
PERIOD_MEAN = 8.9
PERIOD_SPREAD = 0.45
PERIOD_OF_A_FINGER = (8.0, 10.0)
PERIOD_TREND = 0.06
PERIOD_NOISE = 0.04
PERIOD_NOISE_SCALE = 60.0
PERIOD_RANGE = (7.2, 11.4)

# Growth, at half size
GROWTH_STEP = 2
GROWTH_SETTLED = 0.008  # share of pixels that turn from ridge to valley or back in a round: 20-30 rounds
GROWTH_ROUNDS = 60  # and no more than these
GROWTH_GAIN = 3.0
FILTER_RADIUS = 7
FILTER_ACROSS = 0.40  # standard deviation, in periods: about three ridges
FILTER_ALONG = 0.40
FILTER_ENERGY = 0.998  # 15 kernels; the period comes out within 3 %, with 12 kernels within 6

# Minutiae
MINUTIA_MARGIN = 14
MINUTIA_ARM = 9  # a ridge's width: shorter lines are spurs
MINUTIA_SPACING = 6.0

# Skin
EDGE_ROUGHNESS = 0.13  # of the relief's height
EDGE_GRAIN = 1.5
PORE_SPACING = 10.0  # along a ridge: 9 to 18 on a centimetre
PORE_RADIUS = 1.1
CREASES = 1.5  # mean number
JOINT_BELOW = 225.0

# Hands: share of arch, tented arch, left loop, right loop, whorl, double loop on each right digit, thumb to
# little finger. Over both hands they come to the natural 3.7 / 2.9 / 33.8 / 31.7 / 27.9 % (Handbook of
# Fingerprint Recognition, 2nd ed., 5.1) within a point or two. Loops open to the little finger, but for the
# index's many that open to the thumb.
HANDS_ALIKE = 0.6
PATTERNS_OF_A_RIGHT_DIGIT = (
    (0.025, 0.010, 0.010, 0.555, 0.290, 0.110),
    (0.080, 0.060, 0.190, 0.350, 0.270, 0.050),
    (0.050, 0.045, 0.020, 0.715, 0.130, 0.040),
    (0.020, 0.015, 0.010, 0.585, 0.340, 0.030),
    (0.010, 0.015, 0.005, 0.835, 0.105, 0.030),
)

# The sensor's window and what of a finger usually touches it
DPI = 500
SENSOR_WIDTH = 384
SENSOR_HEIGHT = 416
PAD_BELOW_CORE = 25.0
CONTACT_HALF_WIDTH = 128.0
CONTACT_HALF_HEIGHT = 172.0
CONTACT_SQUARENESS = 2.4  # 2: an ellipse
OUTLINE_WAVER = 0.03
OUTLINE_FRAY = 0.018
TOUCH_WIDTH = 0.05
EDGE_WIDTH = 0.35
EDGE_LIFT = 0.9
FIRM_ENOUGH = 0.06  # below that hardly any ink is left to see a minutia by

# Stretching
STICKS_WITHIN = 0.35  # of the contact's half axes
SLIPS_FROM = 1.3
RIPPLE_SCALE = 85.0
INVERSION_ROUNDS = 12
HEADING_PROBE = 3.0

# Ink
MOISTURE_RANGE = (-0.75, 0.7)
PATCH_SCALE = 38.0
PORE_DEPTH = 1.0
CREASE_DEPTH = 2.2
SCRATCH_DEPTH = 2.0
SPECKLE_GRAIN = 1.3
DRY_SPECKLE = 0.35
INK_SLOPE = 5.0

# Sensor
LEAST_BLUR = 0.5
PAPER = (228.0, 252.0)
PAPER_UNEVENNESS = 2.3
INK_DEPTH = (0.82, 0.95)
INK_UNEVENNESS = 0.08
ELECTRONIC_NOISE = 2.5

# Slaps. Fingertips of a right hand from index to little finger: place (mm, x right, y up) and lean (degrees,
# counter-clockwise) against the middle finger; then left and right thumb. Close to the hand's anthropometry
# (middle finger longest, little finger 25-30 mm behind), looked at for a hand that lies at ease.
PLATEN_WIDTH = 1600  # FBI EBTS, appendix F: 81.3 mm
PLATEN_HEIGHT = 1500
FINGERS = ((-18.5, -8.0, 6.0), (0.0, 0.0, 1.0), (18.0, -5.0, -3.0), (35.0, -24.0, -9.0))
THUMBS = ((-17.0, 0.0, -4.0), (17.0, 0.0, 4.0))
HAND_SIZE_SPREAD = 0.06
TIP_SPREAD = 2.5  # fingers of one length differ so much between people and from laying to laying
LEAN_SPREAD = 2.5
DIGIT_SIZE = (1.12, 1.0, 1.03, 0.98, 0.84)  # of the usual contact, thumb to little finger
CREASE_WIDTH = (12.0, 60.0)
CREASE_ABOVE_FOOT = (10.0, 45.0)  # the rounded foot of the contact that the crease cuts off
FIBRE_LENGTH = (30.0, 160.0)
SPOT_RADIUS = (3.0, 28.0)
