"""The report: labels and scores in, rates by group and a verdict out, as text and as JSON."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from matcher.differential.counts import tally
from matcher.differential.labels import Label, Scores
from matcher.differential.policy import Verdict, judge
from matcher.differential.rates import RATES, GroupRate, rates_by_group


@dataclass(frozen=True, slots=True)
class Report:
    """thresholds: of comparisons (1:1) and of searches (1:N), in the scale of the scores.

    failures: by group, (samples without template, samples).
    """

    thresholds: tuple[float, float]
    rates: tuple[GroupRate, ...]
    failures: dict[str, tuple[int, int]]
    verdict: Verdict

    def as_json(self) -> dict[str, Any]:
        """Plain values under the terms of ISO/IEC 19795-10."""
        return {
            "verification_threshold": self.thresholds[0],
            "identification_threshold": self.thresholds[1],
            "rates": [asdict(rate) for rate in self.rates],
            "failures_to_extract": {
                group: {"failures": failed, "samples": samples}
                for group, (failed, samples) in self.failures.items()
            },
            "verdict": {
                "outcome": self.verdict.outcome.value,
                "limit": self.verdict.limit,
                "reasons": list(self.verdict.reasons),
            },
        }

    def as_text(self) -> str:
        """A table for the terminal, then the verdict."""
        width = max(len("group"), *(len(rate.group) for rate in self.rates))
        lines = [
            f"{'rate':5} {'group':{width}} {'errors':>8} {'trials':>10}  {'value':>8} [95 %]  ratio to others"
        ]
        lines += [_line(rate, width) for rate in self.rates]
        lines += [
            f"FTE   {group:{width}} {failed:8} {samples:10}  {failed / samples:8.3%}"
            for group, (failed, samples) in self.failures.items()
        ]
        lines.append(f"thresholds: 1:1 {self.thresholds[0]:.4g}, 1:N {self.thresholds[1]:.4g}")
        lines.append(f"{self.verdict.outcome}, limit {self.verdict.limit:g}")
        return "\n".join([*lines, *(f"  {reason}" for reason in self.verdict.reasons)])


def report(
    labels: Sequence[Label],
    scores: Scores,
    thresholds: tuple[float, float],
    limit: float,
    failures: frozenset[int] = frozenset(),
) -> Report:
    """scores: see `counts.tally`. failures: places of samples without template. Raises TooLittleToCompare."""
    rates = rates_by_group(tally(labels, scores, *thresholds))
    groups = sorted({label.group for label in labels})
    of_group = {group: [n for n, label in enumerate(labels) if label.group == group] for group in groups}
    failed = {group: (len(failures.intersection(own)), len(own)) for group, own in of_group.items()}
    unmeasured = [name for name in RATES if all(rate.rate != name for rate in rates)]
    return Report(thresholds, rates, failed, judge(rates, limit, unmeasured))


def _line(rate: GroupRate, width: int) -> str:
    start = f"{rate.rate:5} {rate.group:{width}} {rate.errors:8} {rate.trials:10}"
    if rate.value is None or rate.interval is None:
        return f"{start}  not measured"
    low, high = rate.interval
    ratio = "" if rate.ratio is None else f"  {rate.ratio:.2f}{' *' if rate.shown else ''}"
    return f"{start}  {rate.value:8.3%} [{low:.3%}, {high:.3%}]{ratio}"
