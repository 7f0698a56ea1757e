"""The converted face ResNet against dlib's own network, on the same chips in the same run."""

from collections.abc import Iterator
from pathlib import Path
from time import process_time

import dlib
import numpy as np
import numpy.typing as npt
from PIL import Image

from benchmarks.accuracy.datasets import FaceImage, FaceSet, face_sets
from models import registry
from models.entries import entry
from models.places import source_path

FACES = 100
DIFFERENCE_AT_MOST = 1e-5
COST_AT_MOST = 0.1  # of dlib's CPU time a chip

Chip = npt.NDArray[np.uint8]
Figures = dict[str, object]


def compare_faces(folder: Path) -> tuple[Figures, FaceSet]:
    """Largest difference of a descriptor's number and CPU time a chip, one thread; the images used."""
    published = dlib.face_recognition_model_v1(str(source_path(entry("dlib-resnet").source)))
    converted = registry.open("dlib-resnet")
    images, theirs, ours = [], [], []
    dlib_time = onnx_time = 0.0
    for image, chip in _chips(folder):
        started = process_time()
        theirs.append(np.array(published.compute_face_descriptor(chip)))
        between = process_time()
        ours.append(converted.run(None, {"chips": chip[None]})[0][0])
        onnx_time += process_time() - between
        dlib_time += between - started
        images.append(image)
    difference = float(np.abs(np.array(theirs) - np.array(ours)).max())
    figures: Figures = {
        "faces": len(images),
        "max_abs_difference": difference,
        "dlib_ms_per_chip": round(1e3 * dlib_time / len(images), 2),
        "onnx_ms_per_chip": round(1e3 * onnx_time / len(images), 2),
        "cost_ratio": round(onnx_time / dlib_time, 4),
        "limits": {"faces": FACES, "max_abs_difference": DIFFERENCE_AT_MOST, "cost_ratio": COST_AT_MOST},
        "held": len(images) == FACES
        and difference <= DIFFERENCE_AT_MOST
        and onnx_time <= COST_AT_MOST * dlib_time,
    }
    return figures, FaceSet(f"{folder.name}, the {FACES} used", tuple(images))


def _chips(folder: Path) -> Iterator[tuple[FaceImage, Chip]]:
    """The first images in which dlib finds a face, each with its aligned chip (150, 150, 3)."""
    detector = dlib.get_frontal_face_detector()
    points = dlib.shape_predictor(str(source_path(entry("dlib-five-points").source)))
    found = 0
    for image in (image for data in face_sets([folder]) for image in data.images):
        pixels = np.asarray(Image.open(image.path).convert("RGB"))
        boxes = detector(pixels)
        if not boxes:
            continue
        yield image, dlib.get_face_chip(pixels, points(pixels, boxes[0]), 150, 0.25)
        found += 1
        if found == FACES:
            return
