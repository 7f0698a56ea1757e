"""An outbox that lets go of a packet as it hands it out, before there is a receipt."""

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from api.contract.packet import receipt
from api.contract.packet.header import Link
from enrollment_station.outbox import RECEIPTS, Outbox, Waiting


class ForgetfulOutbox(Outbox):
    """Loses what was under way when it is killed."""

    def first(self) -> Waiting | None:
        """See above."""
        waiting = super().first()
        if waiting is not None:
            self._path(waiting.link.sequence).unlink()
            with (self.folder / RECEIPTS).open("ab") as kept:  # so that the chain goes on
                kept.write(
                    receipt.LAYOUT.pack(self.station.bytes, waiting.link.sequence, waiting.link.digest, 0)
                )
                kept.write(bytes(64))
        return waiting

    def settle(self, sent: Link, octets: bytes, service: Ed25519PublicKey) -> None:
        """It was let go of already."""
