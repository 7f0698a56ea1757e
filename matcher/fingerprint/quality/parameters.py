"""Every tuned number of print quality, named by what it buys. Lengths in pixels at 500 dpi."""

from typing import Final

# -- measures --------------------------------------------------------------------------------------------
STEP: Final = 8  # between the places where a print is measured: a little less than a ridge period
NOISE_SIGMA: Final = 1.0  # what varies faster is the sensor's noise
RIDGE_SIGMA: Final = 4.5  # half a period: the blur that takes ridges away and leaves shading
SHADE_SIGMA: Final = 12.0  # what varies slower is uneven light
FLOW_SIGMA: Final = 12.0  # over which ridges must run in one direction
CONTRAST_SIGMA: Final = 8.0
NEIGHBOUR: Final = 13  # across: holds a ridge and a valley
FOREGROUND_SHARE: Final = 0.35  # of the print's strong contrast
LEAST_CONTRAST: Final = 3.0  # grey levels of ridges against valleys, root mean square
TOUCHED_SHARE: Final = 0.75  # of the print's darkness: so dark a place was touched
CLARITY_QUANTILE: Final = 0.2  # the print's unclear parts make its errors, not its best ones
SURE: Final = 0.6  # of a minutia's confidence

# -- the value: the expected score, "" being its constant ------------------------------------------------
# python -m benchmarks.accuracy.fit_quality (60 synthetic fingers): correlation with the scores 0.64 and 0.74.
# Offset, count of minutiae and, beside the confidence, clarity and area added nothing and were left out.
WITHOUT_MINUTIAE: Final = {
    "": 0.0709,
    "clarity": 0.3308,
    "area": 0.0521,
    "unevenness": -0.5059,
    "smear": -1.0392,
}
WITH_MINUTIAE: Final = {"": -0.0055, "confidence": 0.6442, "unevenness": -0.2015, "smear": -0.5451}
NO_RIDGES: Final = 0.1  # clarity of noise; real and degraded prints from 0.12
WORST_SCORE: Final = 0.15  # of the value 0: strangers reach it
BEST_SCORE: Final = 0.6  # of the value 100: what the cleanest prints reach
# A print below is worth taking again: the worst tenth of the tuning fingers' prints (101-105, four sets).
# Without the worst tenth of pairs FNMR at FMR 1/1000 falls from 0.80 to 0.20 % (results/quality.json).
POOR: Final = 58

# -- reasons: looked at on planted faults and on careful impressions (test_quality.py)
LEAST_AREA: Final = 75.0  # mm2: half of what a fingertip pressed flat shows
LARGEST_OFFSET: Final = 3.5  # mm, and ...
LARGEST_CUT: Final = 0.12  # ... so much of the outline cut off by the image's edge
LARGEST_SMEAR: Final = 0.1
LARGEST_UNEVENNESS: Final = 0.3
LEAST_INK: Final = 0.25  # ridges fall apart into dots
MOST_INK: Final = 0.53  # valleys close
LEAST_CLARITY: Final = 0.4
LEAST_CONFIDENCE: Final = 0.6
LEAST_MINUTIAE: Final = 10.0  # sure ones
