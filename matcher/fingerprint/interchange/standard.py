"""In what the four record standards differ where they say the same thing."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from matcher.fingerprint.interchange.view import Format, Impression


@dataclass(frozen=True, slots=True)
class Standard:
    """One standard's units and codes.

    steps: directions in a full turn. zero_is_unreported: quality 0 means "none was computed" (the newer
    standards write 254). shared_angle_flag: whether cores (and deltas) have angles is said once, beside
    their number, instead of with each. impressions: code -> impression.
    """

    format: Format
    steps: int
    zero_is_unreported: bool
    shared_angle_flag: bool
    impressions: Mapping[int, Impression]

    def impression(self, code: int) -> Impression:
        """The impression of a code; one that the standard leaves open is UNKNOWN: nothing rests on it."""
        return self.impressions.get(code, Impression.UNKNOWN)

    def impression_code(self, impression: Impression) -> int:
        """The code of an impression, or of the most like it that the standard has."""
        codes = {known: code for code, known in self.impressions.items()}
        for like in (impression, *_LIKE.get(impression, ()), Impression.UNKNOWN):
            if like in codes:
                return codes[like]
        return codes[Impression.LIVE_PLAIN]


_I = Impression
_PLAIN: Final = (_I.CONTACTLESS_PLAIN, _I.LIVE_PLAIN)
_ROLLED: Final = (_I.CONTACTLESS_ROLLED, _I.LIVE_ROLLED)
_LIKE: Final[Mapping[Impression, tuple[Impression, ...]]] = MappingProxyType(
    {
        _I.LATENT_IMPRESSION: (_I.NONLIVE_PLAIN,),
        _I.LATENT_TRACING: (_I.NONLIVE_PLAIN,),
        _I.LATENT_PHOTO: (_I.NONLIVE_PLAIN,),
        _I.LATENT_LIFT: (_I.NONLIVE_PLAIN,),
        _I.VERTICAL_ROLL: (_I.LIVE_ROLLED,),
        _I.OPTICAL_CONTACT_PLAIN: (_I.LIVE_PLAIN,),
        _I.OPTICAL_CONTACT_ROLLED: (_I.LIVE_ROLLED,),
        _I.OTHER_CONTACT_PLAIN: (_I.LIVE_PLAIN,),
        _I.OTHER_CONTACT_ROLLED: (_I.LIVE_ROLLED,),
        _I.CONTACTLESS_PLAIN: (_I.LIVE_PLAIN,),
        _I.CONTACTLESS_ROLLED: (_I.LIVE_ROLLED,),
        _I.OTHER_CONTACTLESS_PLAIN: _PLAIN,
        _I.OTHER_CONTACTLESS_ROLLED: _ROLLED,
    }
)

# ISO/IEC 19794-2:2005 (to 8) and ANSI INCITS 378-2004; 9 is contactless there, and a vertical roll in
# ISO/IEC 19794-2:2011.
_OLDER: Final = MappingProxyType({**{code: _I(code) for code in (0, 1, 2, 3, 8)}, 9: _I.CONTACTLESS_PLAIN})
_ISO_2011_IMPRESSIONS: Final = MappingProxyType({code: _I(code) for code in (*range(10), 24, 28, 29)})
_ANSI_2009_IMPRESSIONS: Final = MappingProxyType({code: _I(code) for code in (0, 1, 2, 3, 8, *range(20, 30))})

ISO_2005: Final = Standard(Format.ISO_2005, 256, True, False, _OLDER)
ANSI_2004: Final = Standard(Format.ANSI_2004, 180, True, True, _OLDER)
ISO_2011: Final = Standard(Format.ISO_2011, 256, False, False, _ISO_2011_IMPRESSIONS)
ANSI_2009: Final = Standard(Format.ANSI_2009, 180, False, True, _ANSI_2009_IMPRESSIONS)
