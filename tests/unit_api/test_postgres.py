"""PostgreSQL: durable at commit, one service at a time, migrated once, silent about its password."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from api.errors import DirectoryInUse, SettingsRefused, UnknownPerson
from api.registry import bans, persons
from api.registry.bans import Ban, BanKind
from api.registry.engine import connect, migrate
from api.registry.ids import uuid7
from api.registry.registry import Registry
from tests.support.databases import Cluster
from tests.support.registry import NOW, add_person


def test_commits_are_durable_and_nobody_waits_for_ever(cluster: Cluster) -> None:
    engine = connect(cluster.new())
    with engine.connect() as connection:
        settings = {
            name: connection.exec_driver_sql(f"SHOW {name}").scalar_one()
            for name in ("synchronous_commit", "lock_timeout", "TimeZone")
        }
    engine.dispose()
    assert settings == {"synchronous_commit": "on", "lock_timeout": "10s", "TimeZone": "UTC"}


def test_one_service_a_database(cluster: Cluster, tmp_path: Path) -> None:
    where = cluster.new()
    first = Registry.open(where, tmp_path / "keys")
    with pytest.raises(DirectoryInUse, match="Another service"):
        Registry.open(where, tmp_path / "keys")
    first.close()
    Registry.open(where, tmp_path / "keys").close()


def test_several_may_migrate_a_new_database_at_once(cluster: Cluster) -> None:
    cluster.execute("CREATE DATABASE bare")
    engines = [connect(cluster.url("bare")) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(migrate, engines))
    for engine in engines:
        engine.dispose()


@pytest.mark.parametrize(
    "address",
    ["postgresql://umbral:CANARY@127.0.0.1:1/umbral", "postgresql://", "mysql://a:CANARY@b/c", "::"],
)
def test_what_cannot_be_reached_is_said_without_the_password(address: str) -> None:
    with pytest.raises(SettingsRefused) as refused:
        connect(address)
    assert "CANARY" not in str(refused.value)


def test_writers_of_one_person_take_turns(registry: Registry) -> None:
    """On both databases: who counts what is on record and writes the next number misses nobody's."""
    person = add_person(registry)

    def number_five(_: int) -> None:
        for _ in range(5):
            with registry.writing(NOW) as unit:
                persons.lock(unit, person)
                number = str(len(bans.of(unit, person)))
                bans.impose(
                    unit,
                    Ban(person_id=person, kind=BanKind.BAN, since=NOW, imposed_by="x", reason=number),
                )

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(number_five, range(8)))
    with registry.reading() as view:
        assert sorted(int(ban.reason) for ban in bans.of(view, person)) == list(range(40))


def test_two_writers_of_two_persons_do_not_wait_for_each_other_in_a_ring(registry: Registry) -> None:
    pair = [add_person(registry), add_person(registry)]

    def lock(order: list[int]) -> None:
        for _ in range(20):
            with registry.writing(NOW) as unit:
                persons.lock(unit, *(pair[place] for place in order))

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lock, [[0, 1], [1, 0]] * 2))


def test_nobody_unknown_is_locked(registry: Registry) -> None:
    with registry.writing(NOW) as unit, pytest.raises(UnknownPerson):
        persons.lock(unit, uuid7())
