"""A log's tree in memory."""

from api.audit.verify import leaf_hash, node_hash


class Subtrees:
    """The hashes of whole subtrees, as the store keeps them."""

    def __init__(self, leaves: list[bytes]) -> None:
        self.levels = [[leaf_hash(leaf) for leaf in leaves]]
        while len(below := self.levels[-1]) > 1:
            pairs = zip(below[::2], below[1::2], strict=False)
            self.levels.append([node_hash(left, right) for left, right in pairs])

    def __call__(self, level: int, index: int) -> bytes:
        return self.levels[level][index]
