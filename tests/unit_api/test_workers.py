"""One thread is always free for whoever stands at a gate."""

import threading

import anyio

from api.workers import Workers


def test_a_gate_does_not_wait_behind_a_flood_of_searches() -> None:
    go_on, running = threading.Event(), threading.Semaphore(0)

    def search() -> None:
        running.release()
        go_on.wait(30)

    async def scene() -> None:
        workers = Workers(2)
        async with anyio.create_task_group() as tasks:
            for _ in range(6):
                tasks.start_soon(lambda: workers.run(search, gate=False))
            await anyio.to_thread.run_sync(running.acquire)
            assert await workers.run(lambda: "admitted", gate=True) == "admitted"
            assert not running.acquire(blocking=False)  # and one search at a time went on beside it
            go_on.set()

    anyio.run(scene)


def test_one_thread_serves_everybody() -> None:
    async def scene() -> list[bool]:
        workers = Workers(1)
        return [await workers.run(lambda: True, gate=gate) for gate in (True, False)]

    assert anyio.run(scene) == [True, True]
