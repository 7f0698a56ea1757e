"""UUIDv7 by RFC 9562, section 5.7."""

import time
from concurrent.futures import ThreadPoolExecutor

from api.registry import ids


def test_version_variant_and_time() -> None:
    before = time.time_ns() // 1_000_000
    made = ids.uuid7()
    assert (made.version, made.variant) == (7, "specified in RFC 4122")
    assert before <= made.int >> 80 <= time.time_ns() // 1_000_000 + 1


def test_ascending_and_unique_over_threads() -> None:
    with ThreadPoolExecutor(4) as pool:
        batches = list(pool.map(lambda _: [ids.uuid7() for _ in range(2000)], range(4)))
    assert all(batch == sorted(batch) for batch in batches)
    assert len({made for batch in batches for made in batch}) == 8000
