"""The service's commands, one file a subject."""
