"""A crowd (face_crowd.py) fitted to real embeddings, and how like them it came out.

Mean and covariances are the moments of a set with several samples of some persons (one-way random effects:
Searle, Casella, McCulloch, Variance Components, 1992, section 3.6). How unequal samples are follows from the
quantiles of the mated scores, and how much of the persons' variance lies between groups, and between how
many, from how often strangers reach the scores that the rarest of them reach.
"""

from dataclasses import replace
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from benchmarks.accuracy.face_protocol import FaceTemplates
from benchmarks.speed.face_crowd import Embedding, FaceCrowd

MATED: Final = (0.01, 0.05, 0.25, 0.5, 0.75, 0.95)
NON_MATED: Final = (-1.0, -2.0, -3.0, -3.5, -4.0, -4.5, -5.0, -5.5)  # log10 of the share that reaches a score
TAILS: Final = (-3.0, -4.0, -5.0)  # log10 of the shares of the rarest whose tail is told
FEWEST: Final = 50  # comparisons that a tail must rest on
RAREST: Final = 5  # non-mated comparisons that a rate must rest on
PERSONS: Final = 5000  # of a crowd whose scores are looked at: 6 million comparisons
_POORNESS: Final = (0.0, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
_NOISE: Final = (0.9, 1.0, 1.1, 1.2, 1.3)
_LARGE: Final = ((5, 10, 20, 50), (0.0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3))
_SMALL: Final = ((100, 200, 500, 1000, 2000), (0.0, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5))
_ROUNDS: Final = 2

Doubles = NDArray[np.float64]
Scores = tuple[Doubles, Doubles]  # mated, non-mated


def fitted(embeddings: Embedding, owner: NDArray[np.int64]) -> FaceCrowd:
    """The crowd like these samples, (n, d) unit norm. owner: (n,) from 0 on, whose each one is.

    ValueError where nobody has two samples, or fewer persons than two are there.
    """
    crowd, real = _moments(np.asarray(embeddings, np.float64), owner), pair_scores(embeddings, owner)
    wanted = np.quantile(real[0], MATED)
    within = crowd.within
    tried = [
        (_off(np.quantile(_mated(candidate), MATED), wanted), candidate)
        for noise in _NOISE
        for poorness in _POORNESS
        for candidate in [replace(crowd, within=within * np.float32(noise**0.5), poorness=poorness)]
    ]
    _, crowd = min(tried, key=lambda each: each[0])
    return _grouped(crowd, real[1])


def owned(templates: FaceTemplates) -> tuple[Embedding, NDArray[np.int64]]:
    """The embeddings that were found, and whose each one is."""
    names = np.array([image.identity for image in templates.images])[templates.found]
    return templates.embeddings[templates.found], np.unique(names, return_inverse=True)[1].astype(np.int64)


def pair_scores(embeddings: Embedding, owner: NDArray[np.int64]) -> Scores:
    """Every pair's cosine, rising: those within a person, and those across."""
    scores = embeddings @ embeddings.T
    once = np.triu(np.ones(scores.shape, np.bool_), 1)
    same = owner[:, np.newaxis] == owner
    return np.sort(scores[once & same].astype(np.float64)), np.sort(scores[once & ~same].astype(np.float64))


def likeness(crowd: FaceCrowd, real: Scores) -> dict[str, Any]:
    """Scores of both side by side: quantiles, how often strangers reach what they seldom reach, and the
    Kolmogorov-Smirnov distances; and the powers with which the rarest thin out."""
    mated, others = _scores(crowd)
    thresholds, levels = _rare(real[1])
    return {
        "mated_quantiles": list(MATED),
        "mated_real": _told(np.quantile(real[0], MATED)),
        "mated_crowd": _told(np.quantile(mated, MATED)),
        "mated_ks": round(ks(real[0], mated), 4),
        "non_mated_log10_rates_real": _told(levels),
        "non_mated_scores_real": _told(thresholds),
        "non_mated_scores_crowd": _told(_at_rates(others, levels)),
        "non_mated_log10_rates_crowd": _told(_log10_rates(others, thresholds)),
        "tail_log10_shares": list(TAILS),
        "tail_power_real": [_told_power(real[1], share) for share in TAILS],
        "tail_power_crowd": [_told_power(others, share) for share in TAILS],
        "non_mated_ks": round(ks(real[1], others), 4),
        "comparisons_real": [len(real[0]), len(real[1])],
        "comparisons_crowd": [len(mated), len(others)],
        "groups": [list(each) for each in crowd.groups],
        "poorness": crowd.poorness,
    }


def tail_power(rising: Doubles, log10_share: float) -> float:
    """k of P(cosine) proportional to (1 - cosine)^k over the rarest of them (`matcher.tail`)."""
    count = round(len(rising) * 10**log10_share)
    beyond = (1.0 - rising[-count - 1]) / (1.0 - rising[-count:])
    return float(1.0 / np.log(beyond).mean())


def ks(first: Doubles, second: Doubles) -> float:
    """The largest distance between two samples' distribution functions; both rising."""
    places = np.concatenate([first, second])
    below = [np.searchsorted(each, places, side="right") / len(each) for each in (first, second)]
    return float(np.abs(below[0] - below[1]).max())


def _moments(samples: Doubles, owner: NDArray[np.int64]) -> FaceCrowd:
    count = np.bincount(owner)
    persons = len(count)
    if persons < 2 or len(samples) == persons:
        raise ValueError("two persons and a second sample of somebody are needed")
    means = np.zeros((persons, samples.shape[1]))
    np.add.at(means, owner, samples)
    means /= count[:, np.newaxis]
    residual = samples - means[owner]
    within = residual.T @ residual / (len(samples) - persons)
    spread = means - means.mean(axis=0)
    between = spread.T @ spread / (persons - 1) - within * np.mean(1 / count)
    return FaceCrowd(means.mean(axis=0).astype(np.float32), _root(between), _root(within), 0.0, ())


def _root(covariance: Doubles) -> Embedding:
    """(d, d): normal rows times it have the covariance, what is negative in it left out."""
    values, vectors = np.linalg.eigh(covariance)
    return np.asarray((vectors * np.sqrt(np.maximum(values, 0.0))).T, np.float32)


def _grouped(crowd: FaceCrowd, real: Doubles) -> FaceCrowd:
    """The crowd with large and small groups such that strangers are alike as often; one number at a time."""
    thresholds, levels = _rare(real)
    best = [20, 0.1, 500, 0.25]

    def off(choice: list[float]) -> float:
        groups = ((int(choice[0]), choice[1]), (int(choice[2]), choice[3]))
        others = _across(replace(crowd, groups=groups))
        reached = np.array([np.count_nonzero(others >= threshold) for threshold in thresholds.tolist()])
        return _off(np.log10(np.maximum(reached, 0.5) / others.size), levels)

    for _ in range(_ROUNDS):
        for place, values in ((3, _SMALL[1]), (1, _LARGE[1]), (2, _SMALL[0]), (0, _LARGE[0])):
            tried = [[*best[:place], value, *best[place + 1 :]] for value in values]
            best = min(tried, key=off)
    return replace(crowd, groups=((int(best[0]), best[1]), (int(best[2]), best[3])))


def _scores(crowd: FaceCrowd) -> Scores:
    """First samples against second ones: mated, and non-mated, rising."""
    return np.sort(_mated(crowd).astype(np.float64)), np.sort(_across(crowd)).astype(np.float64)


def _mated(crowd: FaceCrowd) -> Embedding:
    first, second = (crowd.samples(0, PERSONS, number) for number in (0, 1))
    return np.asarray(np.einsum("nd,nd->n", first, second), np.float32)


def _across(crowd: FaceCrowd) -> Embedding:
    """Half of the persons against the other half."""
    first, second = crowd.samples(0, PERSONS // 2, 0), crowd.samples(PERSONS // 2, PERSONS // 2, 0)
    return np.asarray((first @ second.T).ravel())


def _rare(others: Doubles) -> tuple[Doubles, Doubles]:
    """Scores and log10 of how often strangers reach them, down to what the data can show."""
    levels = np.array([each for each in NON_MATED if len(others) * 10**each >= RAREST])
    return _at_rates(others, levels), levels


def _at_rates(rising: Doubles, levels: Doubles) -> Doubles:
    places = [len(rising) - round(len(rising) * 10**level) for level in levels.tolist()]
    return np.asarray(rising[places])


def _log10_rates(rising: Doubles, thresholds: Doubles) -> Doubles:
    reached = len(rising) - np.searchsorted(rising, thresholds, side="left")
    return np.asarray(np.log10(np.maximum(reached, 0.5) / len(rising)))


def _off(found: Doubles, wanted: Doubles) -> float:
    return float(np.square(found - wanted).sum())


def _told_power(rising: Doubles, log10_share: float) -> float | None:
    """None where the share is of fewer than FEWEST comparisons."""
    if len(rising) * 10**log10_share < FEWEST:
        return None
    return round(tail_power(rising, log10_share), 2)


def _told(values: ArrayLike) -> list[float]:
    return [round(float(value), 4) for value in np.asarray(values)]
