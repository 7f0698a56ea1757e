"""Policies: by which rules the gates go."""

from api.contract.client.calls import Calls
from api.contract.policies import PolicyList


class Policies(Calls):
    """They are changed by their files alone."""

    def in_use(self) -> PolicyList:
        """All of them, and what is wrong with the folder where it says something that cannot be used."""
        return self._read(PolicyList, "/v1/policies")
