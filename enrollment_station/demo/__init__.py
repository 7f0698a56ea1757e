"""The demo: synthetic people enrolled through the service's real interface, and captures of them to try."""
