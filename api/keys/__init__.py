"""Encryption at rest: one data key a person, wrapped by a key-encryption key."""
