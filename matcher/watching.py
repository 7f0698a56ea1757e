"""Samples of one camera, in their order -> what an officer should look at; nothing of them is kept."""

from collections.abc import Sequence

from matcher import images
from matcher.domain import Sample
from matcher.errors import UmbralError
from matcher.extraction import Extractors
from matcher.face.detect import Pixels
from matcher.face.errors import FaceTooSmall, NoFace
from matcher.face.liveness.challenge import Instruction
from matcher.face.liveness.errors import FramesDiffer
from matcher.face.liveness.sequence import Frame, Watched, watched


def watch(
    extractors: Extractors,
    samples: Sequence[Sample],
    asked: Instruction | None = None,
    seconds_between: float | None = None,
) -> Watched:
    """One after the other, so that one picture's pixels are in memory at a time; see `watched`.

    Raises the errors of decoding, SeveralFaces and FramesDiffer, whose parameter `sample` says which picture
    it is, and NoFace where no picture shows a face.
    """
    closely = {0, len(samples) // 2, len(samples) - 1}
    frames: list[Frame] = []
    sizes = set()
    for number, sample in enumerate(samples):
        try:
            picture = images.rgb(images.decode(sample.data))
            sizes.add(picture.shape)
            if len(sizes) > 1:
                raise FramesDiffer("The pictures have several sizes; those of one camera have one.")
            frames.append(_frame(extractors, picture, sample, closely=number in closely))
        except UmbralError as error:
            error.parameters["sample"] = number
            raise
    if all(frame.face is None for frame in frames):
        raise NoFace
    return watched(frames, asked, seconds_between)


def _frame(extractors: Extractors, picture: Pixels, sample: Sample, *, closely: bool) -> Frame:
    try:
        face = extractors.locate(picture, sample.principal)
    except (NoFace, FaceTooSmall):
        face = None
    return Frame.of(picture, face, closely=closely)
