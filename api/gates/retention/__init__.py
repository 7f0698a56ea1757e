"""How long what is kept of a person stays, and who may still see it."""
