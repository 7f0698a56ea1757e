"""All faces on record moved to other models, while the service answers with those that it has."""
