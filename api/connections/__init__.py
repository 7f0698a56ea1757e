"""Who may hold a connection, and for how long: what uvicorn leaves open on the way to `api/middleware`."""
