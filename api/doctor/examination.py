"""The doctor's looks, in the order in which a deployment is built."""

from collections.abc import Callable, Iterator

from api.doctor import choices, machine, place, record
from api.doctor.finding import Deployment, Finding, Level
from api.doctor.issuer import issuer

Check = Callable[[Deployment], Iterator[Finding]]

CHECKS: tuple[Check, ...] = (
    choices.settings,
    choices.callers,
    choices.pages,
    issuer,
    choices.proxies,
    choices.searches,
    choices.receivers,
    choices.keys,
    place.rights,
    place.secrets_in_file,
    place.recovery_key,
    place.room,
    record.database,
    record.witnesses,
    record.backups,
    record.models,
    machine.account,
    machine.cores,
    machine.swap,
    machine.clock,
    machine.decoders,
)


def name_of(check: Check) -> str:
    """As findings call it."""
    return check.__name__.replace("_", "-")


def examine(deployment: Deployment) -> list[Finding]:
    """Everything that is found; a look that fails is a finding of its own and hides no other."""
    found: list[Finding] = []
    for check in CHECKS:
        try:
            found += check(deployment)
        except Exception as error:  # whatever a broken machine makes a look raise
            says = f"This could not be looked at: {type(error).__name__}."
            found.append(
                Finding(name_of(check), Level.WARNING, says, "look yourself, and tell the maintainers")
            )
    return found
