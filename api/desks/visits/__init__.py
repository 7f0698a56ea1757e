"""The desks of visits: the way in, the way out, and the count of those inside."""
