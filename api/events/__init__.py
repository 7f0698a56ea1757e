"""Events: what happened is told to partners, by signed webhooks or a feed, from an outbox in the store."""
