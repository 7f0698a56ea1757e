"""Who acts: identity and roles of the one behind a request."""
