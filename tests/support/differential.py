"""Labelled people in groups whose scores are drawn, with a difference between groups where one is planted."""

import numpy as np

from matcher.differential.counts import overall
from matcher.differential.labels import Label, Scores
from matcher.differential.report import Report, report

FMR, FPIR = 1e-3, 0.01
HEAD = "file,subject,group\n"
"""First line of a table of labels."""


def people(groups: dict[str, int], each: int = 3) -> tuple[Label, ...]:
    """groups: how many persons are of each. each: samples of a person."""
    return tuple(
        Label(f"{group}{person}_{n}.png", f"{group}{person}", group)
        for group, count in groups.items()
        for person in range(count)
        for n in range(each)
    )


def simulated(
    labels: tuple[Label, ...], seed: int, worse: str = "", by: float = 0.0, alike: float = 0.0
) -> Scores:
    """Mated scores around 3, persons differing by 0.4; strangers around 0. Of the group `worse` mates score
    `by` lower, strangers `alike` higher."""
    rng = np.random.default_rng(seed)
    subjects, owner = np.unique([label.subject for label in labels], return_inverse=True)
    spoilt = np.array([label.group == worse for label in labels])
    ease = rng.normal(0, 0.4, len(subjects))
    scores = rng.normal(0, 1, (len(labels),) * 2) + alike * (spoilt[:, None] & spoilt)
    mated = owner[:, None] == owner
    scores[mated] = (rng.normal(5, 1, scores.shape) + ease[owner] - by * spoilt)[mated]
    scores = np.triu(scores, 1)
    return np.asarray(scores + scores.T, np.float32)


def reported(labels: tuple[Label, ...], scores: Scores, limit: float = 2.0) -> Report:
    """At the thresholds that keep FMR and FPIR over everybody."""
    return report(labels, scores, overall(labels, scores, FMR, FPIR), limit)
