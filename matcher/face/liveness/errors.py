"""Why a sequence of pictures cannot be looked at."""

from matcher.errors import DataError


class FramesDiffer(DataError):
    """Pictures of one camera have one size; these have several."""

    code = "frames-differ"
    advice = "Send pictures of one camera, as they were taken, without cutting them."
