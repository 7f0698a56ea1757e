"""What a picture may cost, with the reason for each number.

`tests/unit_matcher/test_images_errors.py` and `tests/attacks/test_image_bombs.py` hold them; the peaks of
memory were read from /proc/PID/status while 6,200 x 4,000 pictures of each kind were decoded.
"""

from dataclasses import dataclass

# Encoded size. The largest honest file seen is an uncompressed 1,000 dpi four-finger slap (2 MB grey)
# or a 12-megapixel camera JPEG (8 MB).
ENCODED_BYTES = 16 * 1024 * 1024
# Decoded size, read from the header before anything is decompressed. 24 MP is the largest common camera.
PIXELS = 25_000_000
# One side. Stops pictures that are thin, legal in area, and pathological for every later filter.
SIDE = 12_000
# Scans of one JPEG, each of which goes over all of the picture again: cameras write up to 14 (components,
# spectral bands, successive bits). 25 megapixels in 96 scans took a child 1.8 s, in 20,000 all of its time.
SCANS = 100
# A stated resolution from here on is nonsense; drum scanners end at 12,000.
HIGHEST_DPI = 100_000

# How many children may decode at once. A decode is bound by the CPU; more only adds memory.
SLOTS = 4
# How long a caller waits for a free slot: SLOTS hostile pictures, one after the other, and their clean-up.
QUEUE_SECONDS = 30.0
# How long the zygote may take to import Pillow on a loaded machine (0.2 s when idle).
START_SECONDS = 30.0
# How much longer than the child's own wall limit the caller waits for the zygote's verdict.
GRACE_SECONDS = 2.0
# Pixels travel through the socket in strips of about this many bytes: small enough that a converted
# strip costs no memory worth counting, large enough that a fingerprint is one strip.
STRIP_BYTES = 1 << 20
# glibc's allocator in the decoding processes takes memory in pages of 2 MiB where the system has them: a
# child is new for every picture and touches all of its memory for the first time. For a 640 x 480 JPEG it has
# 560 page faults instead of 1,280 and takes 4.1 ms of CPU instead of 5.7. Other allocators do not read it.
ALLOCATION = (
    "glibc.malloc.hugetlb=1:glibc.malloc.mmap_threshold=33554432:glibc.malloc.trim_threshold=67108864"
)
# Of the heap's free end what stays with it: the allocator wants some, and small objects may lie there.
KEPT_BYTES = 16 * 1024
# How often the zygote decodes its own specimens: CPython 3.11 adapts bytecode from a function's eighth call.
REHEARSALS = 20


@dataclass(frozen=True, slots=True)
class ChildLimits:
    """What one child may spend on one picture.

    memory_bytes: address space over the zygote's own. A 25 MP colour JPEG 2000 takes 460 MB (OpenJPEG
    holds int32 samples); a turned JPEG of that size 190 MB, all others less. cpu_seconds: whole seconds
    of CPU; that JPEG 2000 needs 1.6. wall_seconds: from fork to kill; more than cpu_seconds, so that a
    busy machine kills nobody honest.
    """

    memory_bytes: int = 512 * 1024 * 1024
    cpu_seconds: int = 5
    wall_seconds: float = 8.0
