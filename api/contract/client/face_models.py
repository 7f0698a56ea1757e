"""Face models: all faces on record move to others at once, and back."""

from api.contract.client.calls import Calls
from api.contract.reembedding import Reembedding, ReembeddingRequest

HERE = "/v1/reembedding"


class FaceModels(Calls):
    """An administrator moves faces; answers come from the models in use until the switch."""

    def state(self) -> Reembedding:
        """How far a move is, and which faces the new models do not read."""
        return self._read(Reembedding, HERE)

    def move(self, asked: ReembeddingRequest, *, key: str | None = None) -> Reembedding:
        """Begin, go on after a stop, or accept losses."""
        return self._write(Reembedding, "POST", HERE, asked, key=key)

    def cancel(self, *, key: str | None = None) -> Reembedding:
        """Give it up before the switch."""
        return self._write(Reembedding, "DELETE", HERE, key=key)
