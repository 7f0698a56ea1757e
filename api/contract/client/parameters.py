"""How patient a client is."""

import httpx

ANSWER_WITHIN = httpx.Timeout(120.0, connect=5.0)
"""Seconds; an enrolment may carry 24 images to a busy machine."""

LOADING_LOOK = 0.1
"""Seconds between two looks at a service that is loading."""

REPEATS = 4
"""How often a request goes out again: with the pauses below over about 3 seconds, in which a service that is
restarted by its supervisor listens again."""

FIRST_PAUSE = 0.2
"""Seconds before the first repeat; each further pause is twice as long."""

LONGEST_PAUSE = 5.0
"""Seconds; also where the service itself asks for more (`Retry-After`): the caller must hear of that."""

FEED_LOOK = 2.0
"""Seconds between two looks at a feed that has nothing new."""

PAGE = 200
"""Records a page: the most that the service gives."""

STREAM_WITHIN = httpx.Timeout(45.0, connect=5.0)
"""Seconds without a sign of life on an answer that goes on: the service shows one every 15."""
