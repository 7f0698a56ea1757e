"""Numbers of the decision, named by what they buy (extraction's and comparison's stand in their folders)."""

MATCH_FPIR = 0.01
"""1:N: share of searches for a stranger that may end in `match`, at whatever size the gallery has."""

MATCH_FMR = 1e-4
"""1:1: share of impostors that may end in `match` (NIST SP 800-63-4 part A asks for 1:10,000)."""

MATCH_LLR = 1.0
"""No match on evidence that is less than ten times likelier from the person than from a stranger, however
small the gallery: there a rate alone would ask for nothing."""

DOUBT_LLR = 0.0
"""No doubt for a person against whom the evidence speaks, however small the gallery: with one person enrolled
every second stranger would otherwise be "perhaps" that person."""

DOUBT_FPIR = 0.5
"""1:N: below MATCH_FPIR's threshold, a candidate is still shown as doubtful down to this rate."""

DOUBT_FMR = 0.01
"""1:1: the same for a verification."""

POOR_SAMPLE_FLOOR = -2.0
"""log10 LR of one sample never speaks more strongly than this against a person: a dry finger, a
bandage or a turned head is far more common than an impostor with an equal second finger."""

CLEAR_MINUTIAE = 20
"""Minutiae of SURE_CONFIDENCE that a clear print has. Of 504 mated pairs of the tuning fingers that both have
15 or more, none speaks against the person by POOR_SAMPLE_FLOOR; on the test fingers one of 488 does, and none
of 409 from 20 on (the four FVC sets, the pairs of benchmarks/accuracy/fingerprint_protocol.py)."""

SHORTLIST_PERSONS = 100
"""Persons per modality whose every sample is compared exactly after the screen, at the least."""

SHORTLIST_FINGERS = 600
"""A probe of few fingers is screened less surely: so many exact comparisons are made, if that is more persons
(one finger: 600, two: 300). At half as many 5 of 10,000 two-finger searches among 10,000 made-up persons lost
their mate, and one of 140 with real prints (benchmarks/results/search.json has the present figures)."""

SHORTLIST_SHARE = 0.0001
"""Share of the gallery that the shortlist grows by: at a million persons 100 more, for 35 ms. Of 100 searches
with two fingers there, all found their mates first (benchmarks/results/search.json)."""

FACE_SEGMENT_ROWS = 65_536
"""Faces in a full sealed segment, which a deletion builds anew."""

FACE_TAIL_ROWS = 4096
"""New faces are compared exactly until there are so many; enough to learn a book of codes from."""

FACE_LEARNED_ROWS = 32_768
"""A book learned from fewer faces is learned anew when there are so many, and from no more."""

FACE_CODE_BITS = 0.75
"""Bits of a face's code for each dimension of its embedding: what is scanned of everybody. At 1.0 a scan
reads a third more and finds the same (docs/adr/0008)."""

FACE_CODE_WEIGHT = 10.0
"""How much more an error of a code costs along the way that the face's own probes point. Without it the first
of 2,000 searches among a million dlib faces stood as far back as place 1,266, with it of 4,000 at 567, with
twice as much at 731."""

FACE_CODE_PASSES = 2
"""How often each part of a code is chosen again after the others: after one, place 1,013. A pass takes 2.5 us
a face of dlib's."""

FACE_COMPARED = 1024
"""Faces that are compared exactly, those with the nearest codes. All who were first in 8,000 searches among a
million were among them, with either pair of models."""

FINGER_SEGMENT_PERSONS = 4096
"""Persons in a sealed segment of finger codes: a search loses a hundredth of its time to their number at a
million persons, and a deletion builds one anew."""

FINGER_TAIL_PERSONS = 64
"""New persons wait in a segment of this size, which every enrolment builds anew."""

OPENED_AT_ONCE = 1024
"""Persons whose templates are opened and coded together in a rebuild: bounds its memory."""

SLAP_MARGIN = 1.0
"""Millimetres kept around a finger that is cut out of a slap: ridges at the rim keep their neighbourhood."""
