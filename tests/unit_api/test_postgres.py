"""PostgreSQL: durable at commit, one service at a time, migrated once, silent about its password."""

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from api.errors import DirectoryInUse, SettingsRefused, UnknownPerson
from api.registry import persons
from api.registry.engine import connect, migrate
from api.registry.ids import uuid7
from api.registry.registry import Registry
from tests.support.databases import Cluster
from tests.support.registry import NOW, add_person

SECONDS = 30.0


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
    """On both databases: who holds a person's lock is through before the next one reads."""
    person = add_person(registry)
    holds, told = threading.Event(), list[str]()

    def first() -> None:
        with registry.writing(NOW) as unit:
            persons.lock(unit, person)
            holds.set()
            waiting.wait(0.2)  # the other one cannot come through meanwhile, however long this takes
            told.append("first")

    def second() -> None:
        holds.wait(SECONDS)
        waiting.set()
        with registry.writing(NOW) as unit:
            persons.lock(unit, person)
            told.append("second")

    waiting = threading.Event()
    with ThreadPoolExecutor(2) as pool:
        for done in (pool.submit(first), pool.submit(second)):
            done.result(SECONDS)
    assert told == ["first", "second"]


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
