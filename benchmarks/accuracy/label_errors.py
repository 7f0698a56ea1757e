"""Pictures of LFW that bear the wrong name, seen among the pairs that the matchers score most wrongly.

They stay in every figure; beside those, the verification rates are given without them. Each was looked at.
What is merely hard (sunglasses, grimaces, years between two pictures) is not here.
"""

from typing import Final

LABEL_ERRORS: Final = {
    "Recep_Tayyip_Erdogan_0004": "shows Abdullah Gul (LFW's own errata)",
    "Jim_OBrien_0001": "another man than 0002 and 0003",
    "Cristina_Fernandez_0001": "another woman than 0002",
    "Prince_Felipe_0001": "the same man as Felipe_De_Borbon",
    "Ray_Young_0001": "the same man as Jason_Kapono",
    "Morgan_Hentzen_0001": "the same woman as Claire_Hentzen, or her twin",
}
"""Image's name without its suffix -> what is wrong."""
