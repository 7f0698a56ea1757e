"""The detention clock: how long somebody is held, against how long the law lets them be."""
