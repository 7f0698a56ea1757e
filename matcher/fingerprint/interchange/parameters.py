"""What the exchange of minutiae records assumes and allows; none of it is tuned on data."""

from typing import Final

# Confidence of a minutia whose record reports no quality: between sure and unsure, the same for all, so that
# nothing is ranked by a number that nobody measured.
UNREPORTED_CONFIDENCE: Final = 0.5

# -- bounds that keep a hostile record cheap -----------------------------------------------------------
LONGEST_RECORD: Final = 1 << 20  # octets; 176 views of 255 minutiae need 275,000, the rest is extended data
MOST_AREAS: Final = 64  # extended data areas of a view; the standards define three, a vendor adds a few
LOWEST_RESOLUTION: Final = 98  # pixels a centimetre: 250 dpi rounded down; coarser prints cannot be compared
HIGHEST_RESOLUTION: Final = 1000  # pixels a centimetre: the finest unit of the card forms, 0.01 mm
LARGEST_SKEW: Final = 0.05  # relative difference of the two resolutions; directions then err by 1.5 degrees

# -- what is written where we have nothing to tell -----------------------------------------------------
OUR_RESOLUTION: Final = 197  # pixels a centimetre: 500 dpi (196.85) as every such record states it
UNKNOWN_OWNER: Final = 0x0103  # IBIA's registered identifier "vendor unknown"; 0 is not allowed
