"""Why columns of the audit log stay readable: it is there to be read, by whoever checks it.

A leaf names an officer's account, what was done and when; persons are keyed hashes whose secrets go with
their keys (`api/audit/leaf.py`).
"""

_TREE = "the log's tree, from which proofs are built (RFC 9162)"

AUDIT = {
    "audit_log.id": "there is one",
    "audit_log.size": "how many leaves there are",
    "audit_leaf.position": _TREE,
    "audit_leaf.line": "what was done, when, by which account; persons as keyed hashes",
    "audit_node.level": _TREE,
    "audit_node.place": _TREE,
    "audit_node.hash": _TREE,
    "audit_subject.subject": "a keyed hash of a random number",
    "audit_subject.position": _TREE,
    "audit_head.size": _TREE,
    "audit_head.root": _TREE,
    "audit_head.at": "when it was signed",
    "representation.id": "a random number",
    "representation.person_id": "a random number; joins rows",
    "representation.defender": "an account's code; a defender finds their clients by it",
    "representation.since": "what a defender may see depends on it",
    "representation.ended": "what a defender may see depends on it",
    "representation.named_by": "an account's code, not a person's name",
    "audit_head.signature": "proves that the service signed it",
}
