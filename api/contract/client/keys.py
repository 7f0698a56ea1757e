"""The key-encryption key's rotation."""

from api.contract.client.calls import Calls
from api.contract.keys import RotationOut

HERE = "/v1/keys/rotation"


class Keys(Calls):
    """For administrators."""

    def rotate(self, *, key: str | None = None) -> RotationOut:
        """Begin, or go on."""
        return self._write(RotationOut, "POST", HERE, key=key)

    def rotation(self) -> RotationOut:
        """How far it is."""
        return self._read(RotationOut, HERE)
