"""Papers: what a person takes along from a gate, to read, to check and to complain with."""
