"""A store with a planted fault: what was written is accounted for in a transaction of its own."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from api.audit.act import present
from api.registry import audit_log
from api.registry.registry import Registry
from api.registry.unit import Unit


class AccountsAfterwards(Registry):
    """Commits, then writes the leaf."""

    @contextmanager
    def writing(self, now: datetime) -> Iterator[Unit]:
        """In two steps."""
        with self.housekeeping(now) as unit:
            yield unit
        act = present()
        if act is not None:
            with self.housekeeping(now) as unit:
                audit_log.account(unit, act)
