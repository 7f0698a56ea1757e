"""The log's tree: against a second reading of RFC 9162, against its published roots, and against forgers."""

from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.audit import proofs
from api.audit.verify import Refuted, check_consistency, check_inclusion, root_of
from tests.support.audit_log import Subtrees

# The example log that certificate transparency's implementations share, and its roots.
LEAVES = [
    bytes.fromhex(leaf)
    for leaf in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = (
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)


def tree(leaves: list[bytes]) -> bytes:
    """RFC 9162, section 2.1.1, word for word."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return sha256(b"\x00" + leaves[0]).digest()
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return sha256(b"\x01" + tree(leaves[:k]) + tree(leaves[k:])).digest()


def log(size: int) -> list[bytes]:
    return [f"leaf {number}".encode() for number in range(size)]


@pytest.mark.parametrize("size", range(1, 9))
def test_the_roots_that_others_publish(size: int) -> None:
    assert root_of(LEAVES[:size]) == (size, bytes.fromhex(ROOTS[size - 1]))


@pytest.mark.parametrize("size", range(70))
def test_root_is_the_standards(size: int) -> None:
    leaves = log(size)
    assert root_of(leaves) == (size, tree(leaves))
    assert proofs.root(Subtrees(leaves), size) == tree(leaves)


@pytest.mark.parametrize("size", range(1, 40))
def test_every_leaf_is_proven_and_no_other(size: int) -> None:
    leaves = log(size)
    nodes, root = Subtrees(leaves), tree(leaves)
    for index, leaf in enumerate(leaves):
        proof = proofs.inclusion(nodes, index, size)
        check_inclusion(leaf, index, size, proof, root)
        for other in {index - 1, index + 1, size + index} - {index}:
            with pytest.raises(Refuted):
                check_inclusion(leaf, other, size, proof, root)
        with pytest.raises(Refuted):
            check_inclusion(b"another", index, size, proof, root)
        with pytest.raises(Refuted):
            check_inclusion(leaf, index, size, [*proof, root], root)
        if proof:
            with pytest.raises(Refuted):
                check_inclusion(leaf, index, size, proof[:-1], root)


@pytest.mark.parametrize("newer", range(1, 40))
def test_a_log_that_grew_is_consistent_with_what_it_was(newer: int) -> None:
    leaves = log(newer)
    nodes, root = Subtrees(leaves), tree(leaves)
    for older in range(newer + 1):
        proof = proofs.consistency(nodes, older, newer)
        check_consistency((older, tree(leaves[:older])), (newer, root), proof)
        forged = tree([*leaves[: older - 1], b"forged"]) if older else tree([b"forged"])
        with pytest.raises(Refuted):
            check_consistency((older, forged), (newer, root), proof)
        if 0 < older < newer:
            with pytest.raises(Refuted):
                check_consistency((older, tree(leaves[:older])), (newer, tree([*leaves[:-1], b"f"])), proof)


@settings(max_examples=300, deadline=None)
@given(st.integers(1, 200), st.data())
def test_a_changed_proof_proves_nothing(size: int, data: st.DataObject) -> None:
    leaves = log(size)
    nodes, root = Subtrees(leaves), tree(leaves)
    older = data.draw(st.integers(0, size))
    proof = proofs.consistency(nodes, older, size)
    if not proof:
        return
    at = data.draw(st.integers(0, len(proof) - 1))
    bit = data.draw(st.integers(0, 255))
    flipped = (int.from_bytes(proof[at], "big") ^ 1 << bit).to_bytes(32, "big")
    with pytest.raises(Refuted):
        check_consistency(
            (older, tree(leaves[:older])), (size, root), [*proof[:at], flipped, *proof[at + 1 :]]
        )


@pytest.mark.parametrize(("index", "size"), [(-1, 3), (3, 3), (0, 0)])
def test_a_proof_of_no_leaf_is_not_made(index: int, size: int) -> None:
    with pytest.raises(ValueError, match="no leaf"):
        proofs.inclusion(Subtrees(log(3)), index, size)


def test_a_log_does_not_shrink() -> None:
    leaves = log(4)
    with pytest.raises(ValueError, match="older"):
        proofs.consistency(Subtrees(leaves), 4, 3)
    with pytest.raises(Refuted, match="older"):
        check_consistency((4, tree(leaves)), (3, tree(leaves[:3])), [])
