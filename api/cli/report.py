"""umbral report: what the matcher does to groups of people."""

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import click

from api.cli.exits import Exit
from api.cli.options import FILE, Within, as_json_option
from api.cli.printing import show_json
from matcher import calibration
from matcher.chance import Chance, chance, of_probe
from matcher.differential.counts import overall
from matcher.differential.errors import LabelsRefused
from matcher.differential.labels import Label, Scores, read_labels, read_scores
from matcher.differential.plot import plot
from matcher.differential.policy import LIMIT, Outcome
from matcher.differential.report import report as differential_report
from matcher.domain import Modality, Sample, Template

_SHARE = Within(0, 1, min_open=True, max_open=True)
_EXITS = {Outcome.ACCEPTED: Exit.OK, Outcome.UNDECIDED: Exit.DOUBTFUL, Outcome.REFUSED: Exit.POLICY}


@click.group()
def report() -> None:
    """What the matcher does to groups of people."""


@report.command()
@click.argument("labels", type=FILE)
@click.option("--scores", "score_file", type=FILE, help="CSV: probe, reference, score.")
@click.option(
    "--images", type=click.Path(exists=True, file_okay=False, path_type=Path), help="Folder of the files."
)
@click.option("--modality", type=click.Choice(["face", "finger"]), default="face", help="Of --images.")
@click.option("--models", default="fallback", show_default=True, help="Face models for --images.")
@click.option("--dpi", type=Within(1, 5000), help="Resolution of prints in --images.")
@click.option("--fmr", type=_SHARE, default=1e-3, show_default=True)
@click.option("--fpir", type=_SHARE, default=0.01, show_default=True)
@click.option("--threshold", type=Within(), help="Judge this one, of comparisons and of searches.")
@click.option("--limit", type=Within(1), default=LIMIT, show_default=True, metavar="RATIO")
@click.option(
    "--svg", type=click.Path(dir_okay=False, writable=True, path_type=Path), help="Write the picture."
)
@as_json_option
def differential(
    labels: Path,
    score_file: Path | None,
    images: Path | None,
    modality: str,
    models: str,
    dpi: float | None,
    fmr: float,
    fpir: float,
    threshold: float | None,
    limit: float,
    svg: Path | None,
    as_json: bool,
) -> None:
    """FMR, FNMR, FPIR and FNIR by group of people (ISO/IEC 19795-10), with 95 % intervals.

    LABELS: CSV with the columns file, subject, group. Comparisons come from --scores or are made of --images:
    then scores are log10 likelihood ratios and the thresholds are the service's for --fmr and --fpir. Those
    of --scores are set where these shares of all strangers are reached. Ends with 7 where one group's rate
    is more than RATIO times the others' and chance cannot have made it, with 3 where it can or where a rate
    could not be measured.
    """
    if (score_file is None) == (images is None):
        raise click.UsageError("Give either --scores or --images.")
    known = read_labels(labels.read_bytes())
    failures: frozenset[int] = frozenset()
    if score_file is not None:
        scores = read_scores(score_file.read_bytes(), known)
        thresholds = overall(known, scores, fmr, fpir)
    else:
        assert images is not None  # noqa: S101 - one of the two was given
        kind = Modality(modality)
        scores, failures, extractor = _compared(_samples(known, images, kind, dpi), models, kind)
        strangers = chance(of_probe([Template(kind, "", b"")]), extractor)
        population = len({label.subject for label in known})
        thresholds = (
            _within_reach(strangers, strangers.threshold(fmr), "--fmr", kind),
            _within_reach(strangers, strangers.threshold_for_fpir(fpir, population), "--fpir", kind),
        )
    if threshold is not None:
        thresholds = threshold, threshold
    made = differential_report(known, scores, thresholds, limit, failures)
    if svg is not None:
        svg.write_text(plot(made.rates), encoding="utf-8")
    if as_json:
        show_json(made.as_json())
    else:
        click.echo(made.as_text())
    click.get_current_context().exit(_EXITS[made.verdict.outcome])


def _within_reach(strangers: Chance, threshold: float, option: str, modality: Modality) -> float:
    """The threshold, unless no score reaches it: everybody would be missed alike, and no group stand out."""
    if not strangers.reachable(threshold):
        raise click.BadParameter(
            f"a single {modality} cannot tell so low a rate: it asks for more than the calibration's highest "
            "ratio.",
            param_hint=option,
        )
    return threshold


def _samples(
    labels: tuple[Label, ...], folder: Path, modality: Modality, dpi: float | None
) -> list[Callable[[], Sample]]:
    """What opens each file. Raises LabelsRefused for one that is not in the folder."""
    root = folder.resolve()
    opened: list[Callable[[], Sample]] = []
    for label in labels:
        path = (root / label.file).resolve()
        if not path.is_relative_to(root) or not path.is_file():
            raise LabelsRefused(0, f"There is no file {label.file!r} in {folder}.")
        opened.append(partial(_sample, path, modality, dpi))
    return opened


def _sample(path: Path, modality: Modality, dpi: float | None) -> Sample:
    return Sample(modality, path.read_bytes(), dpi=dpi, principal=modality is Modality.FACE)


def _compared(
    samples: list[Callable[[], Sample]], models: str, modality: Modality
) -> tuple[Scores, frozenset[int], str | None]:
    """log10 likelihood ratios of all pairs, which samples have no template, and the extractor of faces."""
    from matcher.comparing import compare_all
    from matcher.extraction import Extractors
    from matcher.face.choice import face_models

    extractors = Extractors(face_models(models))
    with click.progressbar(length=len(samples), label="extracting", file=sys.stderr) as bar:
        compared = compare_all(samples, extractors, lambda _: bar.update(1))
    extractor = extractors.face_extractor if modality is Modality.FACE else None
    ratios = calibration.load(modality, extractor).llrs(compared.scores).astype("float32")
    return ratios, frozenset(compared.failures), extractor
