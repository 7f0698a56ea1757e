"""Which comparison to show, and the stored image that it was made with."""

from collections.abc import Sequence

from api.outcomes import Explained, Found, Read
from api.registry.registry import Registry
from matcher.domain import Modality
from matcher.explain import explain_fingers


def explain_best(registry: Registry, probe: Sequence[Read], found: Found) -> Explained | None:
    """The strongest fingerprint comparison with a person; None if no print was compared."""
    fingers = [e for e in found.candidate.evidence if e.modality is Modality.FINGER]
    if not fingers:
        return None
    best = max(fingers, key=lambda evidence: evidence.llr)
    reference = found.person.samples[best.reference].id
    stored = registry.sample(found.person.id, reference)
    assert stored.template is not None  # noqa: S101 - it was just compared, and prints are never without
    ours = probe[best.probe].made
    picture = explain_fingers((ours.sample, ours.template), (stored.sample, stored.template))
    return Explained(best.probe, reference, picture)
