"""Stations, and what they sent."""

from collections.abc import Iterator, Sequence
from uuid import UUID

from api.contract.client.calls import Calls
from api.contract.client.parameters import PAGE
from api.contract.packets import PacketOut, PacketPage, RefusedPacket, RefusedPackets
from api.contract.stations import RotatedOut, StationCodeOut, StationIn, StationOut, StationPage

HERE = "/v1/stations"


class Stations(Calls):
    """An administrator keeps them."""

    def every(self, *, facility: str | None = None, page_size: int = PAGE) -> Iterator[StationOut]:
        """All of them, or those of a facility."""
        return self._pages(StationPage, lambda page: page.stations, HERE, page_size, facility=facility)

    def one(self, station_id: UUID) -> StationOut:
        """One of them."""
        return self._read(StationOut, f"{HERE}/{station_id}")

    def invite(self, station: StationIn, *, key: str | None = None) -> StationCodeOut:
        """A new station and its code, which is told this once."""
        return self._write(StationCodeOut, "POST", HERE, station, key=key)

    def another_code(self, station_id: UUID, *, key: str | None = None) -> StationCodeOut:
        """Another code; the last one is void."""
        return self._write(StationCodeOut, "POST", f"{HERE}/{station_id}/code", key=key)

    def suspend(self, station_id: UUID, *, key: str | None = None) -> StationOut:
        """Nothing is taken of it from now on."""
        return self._write(StationOut, "POST", f"{HERE}/{station_id}/suspend", key=key)

    def resume(self, station_id: UUID, *, key: str | None = None) -> StationOut:
        """It is in use again."""
        return self._write(StationOut, "POST", f"{HERE}/{station_id}/resume", key=key)

    def retire(self, station_id: UUID, *, key: str | None = None) -> StationOut:
        """It is in use no more, for good."""
        return self._write(StationOut, "POST", f"{HERE}/{station_id}/retire", key=key)

    def rotate_sealing_key(self, *, key: str | None = None) -> RotatedOut:
        """Packets are sealed for a new key from now on."""
        return self._write(RotatedOut, "POST", f"{HERE}/sealing-keys", key=key)

    def packets(self, facility: str, *, page_size: int = PAGE) -> Iterator[PacketOut]:
        """What waits at a facility to be taken up."""
        return self._pages(PacketPage, lambda page: page.packets, "/v1/packets", page_size, facility=facility)

    def refused_packets(self, facility: str) -> Sequence[RefusedPacket]:
        """What stations of a facility sent and was not taken, and why; the latest first."""
        return self._read(RefusedPackets, "/v1/packets/refused", facility=facility).refused

    def packet(self, packet_id: UUID) -> PacketOut:
        """One packet, also when it waits no more."""
        return self._read(PacketOut, f"/v1/packets/{packet_id}")
