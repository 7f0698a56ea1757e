"""umbral calibrate: ratios that fit the site's own camera or scanner, or its own face model."""

import sys
from pathlib import Path

import click

from api.cli.options import Within, as_json_option, home_option
from api.cli.printing import show_json
from api.settings import Settings
from matcher.domain import Modality
from matcher.site_calibration import Shift
from matcher.site_fit import SiteFit


@click.command()
@click.argument("samples", type=click.Path(exists=True, path_type=Path))
@click.option("--modality", type=click.Choice(["face", "finger"]), required=True)
@click.option("--dpi", type=Within(1, 5000), help="Resolution of prints.")
@click.option(
    "--models",
    metavar="recommended|fallback|MODEL",
    help="Face models to calibrate, before umbral reembed moves to them  [those in use].",
)
@click.option("--dry-run", is_flag=True, help="Tell, but keep nothing.")
@home_option
@as_json_option
def calibrate(
    samples: Path,
    modality: str,
    dpi: float | None,
    models: str | None,
    dry_run: bool,
    home: Path | None,
    as_json: bool,
) -> None:
    """Shift the calibration to this site's own SAMPLES, from the device that is to be used.

    SAMPLES: a folder with a folder of images for each person (for prints: for each finger), or a CSV with the
    columns file and subject, the files beside it. Only the offset is refitted, from how strangers score; of a
    face model of the site's own, with which no calibration comes, the whole is fitted, from mates and
    strangers. The service must not run; it uses the new calibration from its next start on.
    """
    from api.calibrating import recalibrate, site_samples

    if models is not None and modality != "face":
        raise click.UsageError("--models names face models; prints have one extractor.")
    settings = Settings.load(home)
    given = site_samples(samples, Modality(modality), dpi)
    with click.progressbar(length=len(given.opened), label="extracting", file=sys.stderr) as bar:
        made = recalibrate(given, settings, keep=not dry_run, progress=lambda _: bar.update(1), models=models)
    if as_json:
        kept = str(made.kept) if made.kept else None
        show_json({**made.facts(), "extractor": made.extractor, "kept": kept})
        return
    if isinstance(made.made, Shift):
        _tell_shift(made.made, made.extractor, made.failures)
    else:
        _tell_whole(made.made, made.failures)
    click.echo(
        f"kept in {made.kept}; the service uses it from its next start on"
        if made.kept
        else "nothing was kept"
    )


def _tell_whole(fit: SiteFit, failures: int) -> None:
    click.echo(
        f"{fit.calibration.extractor}: fitted on {fit.mated} comparisons of mates and {fit.non_mated} of "
        f"strangers among {fit.persons} persons ({fit.samples} samples, {failures} unusable)"
    )
    click.echo(
        f"Cllr {fit.cllr:.3f}; {fit.cllr_test:.3f} on persons that were not fitted on, of whom the best "
        f"calibration would have {fit.cllr_min_test:.3f}"
    )


def _tell_shift(shift: Shift, extractor: str, failures: int) -> None:
    low, high = shift.interval
    click.echo(
        f"{extractor}: offset {shift.offset:+.2f} [{low:+.2f}, {high:+.2f}], from {shift.non_mated} "
        f"comparisons of strangers among {shift.persons} persons "
        f"({shift.samples} samples, {failures} unusable)"
    )
    click.echo(
        f"at the threshold for FMR {shift.fmr_asked:.2%}: {shift.fmr_before:.2%} as shipped, "
        f"{shift.fmr_after:.2%} after (each half of the persons by the other half's offset)"
    )
    if shift.fnmr_before is not None and shift.fnmr_after is not None:
        click.echo(
            f"FNMR there, {shift.mated} comparisons of mates: {shift.fnmr_before:.2%} as shipped, "
            f"{shift.fnmr_after:.2%} after"
        )
