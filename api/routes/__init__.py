"""Routes: parse, call the service, answer."""
