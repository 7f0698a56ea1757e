"""The face matcher's numbers, each with what it buys and the run that chose it.

"Run" below: lfw_dev (2,756 images, 150x150) and orl (400 images, 23x28), the measuring sets that
`python -m benchmarks.accuracy.face` reads.
"""

EXTRACTOR = "dlib-hog5.dlib-resnet-1"
"""Detector and points, embedder and its version. Templates of two extractors are never compared."""

# --- detection (dlib_hog.py) ---

SEARCH_SIDE_SHORTEST = 300
"""Pixels of a picture's longer side below which it is enlarged before the search.

dlib's window is 80 pixels wide: in the pictures as they are it misses 214 of lfw_dev's faces and all 400
of orl's; enlarged to 300, 17 and 18 before the further passes. 200 saves 4 ms a picture and loses 8 more
of orl; 400 costs 7 ms and finds no more."""

SEARCH_SIDE_LONGEST = 800
"""Pixels of the longer side above which a picture is shrunk for the search.

Bounds the first pass at about 55 ms of CPU for a 12-megapixel photo. A face is then found when it
fills 1/10 of the longer side, and 1/20 in the pass at twice the size."""

OPERATING_POINT = 0.0
"""The score that dlib's detector was trained to be cut at."""

PASSES = (
    (1.0, 0.0, OPERATING_POINT),
    (1.0, 0.2, OPERATING_POINT),
    (2.0, 0.1, OPERATING_POINT),
    (1.0, 0.2, -0.5),
    (2.0, 0.1, -0.5),
)
"""Searches in this order until one finds a face: scale on top of the above, border as a share of the
longer side, lowest score. The border finds tight crops; the low scores come last because they also find
faces in curtains. The passes find, in turn, 2739, 6, 2, 8, 1 of lfw_dev's and 382, 14, 0, 3, 0 of orl's
faces; one of orl's is not found."""

SURE_SCORE = 0.5
"""From here on a face counts although another one was found.

96 % of lfw_dev's own faces score this much. Of the detections on the badges of a uniform (the portrait
of astronaut Eileen Collins, turned, moved and scaled 150 times) 5 % do; at 0 badges made a second
person in more than half of the pictures."""

# --- YuNet (yunet.py) ---

YUNET_SIDE_SHORTEST = 160
"""Pixels of a picture's longer side below which it is enlarged before the search.

orl's pictures of 23 x 28 pixels: enlarged to 96, 128, 160, 240 and 320 the recommended models have an EER of
1.7, 1.7, 1.6, 2.1 and 4.1 % (chips still made by bilinear interpolation), and 5 faces are lost at 320: YuNet
reads little from pixels that were only stretched. On lfw_dev (150 x 150) they differ by chance."""

YUNET_SIDE_LONGEST = 320
"""Pixels of the longer side above which a picture is shrunk for the search.

Bounds the first pass at about 5 ms of CPU for a 12-megapixel photo. A face is found when it fills 1/30 of the
longer side, and 1/60 in the pass at twice the size; its points are measured again from close by."""

YUNET_SLACK = 0.1
"""By how much more a picture is shrunk for the search so that no black is added below it, as the grids are of
whole cells of 32 pixels: 640 x 480 is searched as 320 x 224, not 320 x 256, for 0.2 ms less of CPU.

With it, and with close pictures and chips that are halved and then interpolated (close_view.py, shrinking.py:
1.3 ms less), against neither: 873 pictures of lfw_dev as 480 x 480 pixels on a wall of 640 x 480, EER 0.36
and 0.41 %, FNMR at FMR 1/1000 1.15 and 1.04 % (one pair of 961), at 1/10,000 2.3 and 2.7 %, rank 1 100 and
99.9 %. Close pictures of 128 pixels would save 0.6 ms more; on orl the EER then rises from 0.96 to 1.0 %."""

YUNET_CLOSE_SIDE = 160
YUNET_CLOSE_SHARE = 0.5
"""Pixels of the picture of one face from which its points are measured again, and how much of it the face
fills. The points are the mean of the search's own, of that picture's and of its mirror image's: on lfw_dev
the recommended models' FNMR at FMR 1/1000 falls from 1.54 to 1.33 %, for 4 ms of CPU."""

YUNET_PASSES = ((1.0, 0.0), (0.5, 0.25), (2.0, 0.0))
"""Searches in this order until one finds a face: scale on top of the above, border as a share of the longer
side. The second is for faces that fill the picture or reach over its edge, the third for small ones."""

YUNET_SCORE = 0.6
"""The score from which its publishers take a cell for a face. All of lfw_dev's own faces score 0.88 and more,
orl's 0.86 and more."""

YUNET_SURE_SCORE = 0.8
"""From here on a face counts although another one was found: below the least of lfw_dev's own faces."""

YUNET_OVERLAP = 0.3
"""Of two boxes that share more of their union than this the surer alone is kept: its publishers' number."""

# --- whose face it is (principal.py) ---

BYSTANDER_AREA = 0.25
"""A face with no more than this share of the principal face's area stands in the background: half the
width is twice the distance from the camera. Two people side by side differ by far less."""

CENTRAL_SHARE = 2 / 3
"""The principal face's middle must lie in this middle share of the picture, in both directions, before
other faces are taken for the background."""

# --- alignment and embedding ---

CHIP_SIDE = 150
"""Pixels of the ResNet's input (models/registry.toml)."""

CHIP_PADDING = 0.25
"""The margin around the face, as a share of its size, that the ResNet was trained with."""

OWN_SHRINKING_MARGIN = 4.0
"""Chip pixels around a chip's corners that are shrunk with it from a larger picture: cubic interpolation
reads two beyond the edge, and shrinking moves it by less than one. Shrinking takes longer than all else of
the alignment, so no more than this is shrunk.

What shrinks by more than half is halved first, by means of 2 x 2 pixels: 0.5 of 1.2 ms less for the face of a
640 x 480 picture. 875 pictures of lfw_dev enlarged to faces of 240 pixels: EER 0.41 %, FNMR at FMR 1/1000
0.92 %, with it and without.

Why cubic: on orl's tiny faces the recommended models' EER is 1.1 % where bilinear interpolation gives 1.6 %;
on lfw_dev nothing changes."""

EYE_DISTANCE_LEAST = 6.0
"""Pixels between the eyes' middles below which a picture is refused.

400 mated pairs of lfw_dev, the probe shrunk: FNMR at FMR 1/1000 is 5 % at 24 pixels, 8 % at 12, 15 % at
10, 30 % at 8, 50 % at 7 and 66 % at 6: below that "no match" is the answer to most mates. The FMR at a
fixed threshold hardly rises, so a small face misleads nobody: it only says little."""

EMBEDDING_BATCH = 16
"""Chips in one run of the network: beyond 8 a chip gets no cheaper (4.1 ms), only memory grows."""

UNIT_NORM_TOLERANCE = 1e-3
"""How far a stored embedding's length may be from 1. float32 rounding stays under 1e-6."""

# --- several views (views.py) ---

VIEW_WEIGHT_LEAST = 1e-3
"""Weight of a view of quality 0; a view of quality 100 weighs 1 in a person's mean embedding.

`python -m benchmarks.accuracy.several_views` on lfw_dev, three views enrolled, FNIR at FPIR 1 %: fallback
models 14.3 % by the best view, 8.8 % with the views' mean as one more reference, 8.0 % where quality weighs
it (95 %: weighing gains 0.2 to 1.5 points); recommended models 1.1, 0.9 and 0.9 %, by chance the same."""
