"""Events of stations and of what they send."""

from typing import ClassVar

from api.events.facts import Code, Count, Facts, RecordId


class StationEnrolled(Facts):
    """A station was enrolled by a one-time code. again: it had a key before."""

    type: ClassVar = "station.enrolled"
    station_id: RecordId
    again: bool


class StationKeyReplaced(Facts):
    """A station replaced its key by another."""

    type: ClassVar = "station.key-replaced"
    station_id: RecordId


class StationSuspended(Facts):
    """Nothing is taken of a station until it is resumed."""

    type: ClassVar = "station.suspended"
    station_id: RecordId


class StationResumed(Facts):
    """A station that was suspended is in use again."""

    type: ClassVar = "station.resumed"
    station_id: RecordId


class StationRetired(Facts):
    """A station is in use no more."""

    type: ClassVar = "station.retired"
    station_id: RecordId


class StationSuspected(Facts):
    """A packet does not follow upon its station's last one: it may exist twice."""

    type: ClassVar = "station.suspected"
    station_id: RecordId
    problem: Code


class PacketReceived(Facts):
    """A station sent somebody's captures. captures: how many."""

    type: ClassVar = "packet.received"
    packet_id: RecordId
    station_id: RecordId
    captures: Count
    readable: bool


class PacketTakenUp(Facts):
    """A passage of a gate goes by what a packet held."""

    type: ClassVar = "packet.taken-up"
    packet_id: RecordId
    station_id: RecordId
    passage_id: RecordId


class PacketLapsed(Facts):
    """Nobody took a packet up in time; what it held was destroyed."""

    type: ClassVar = "packet.lapsed"
    packet_id: RecordId
    station_id: RecordId


TYPES: tuple[type[Facts], ...] = (
    StationEnrolled,
    StationKeyReplaced,
    StationSuspended,
    StationResumed,
    StationRetired,
    StationSuspected,
    PacketReceived,
    PacketTakenUp,
    PacketLapsed,
)
