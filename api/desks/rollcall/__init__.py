"""The desk that goes round: who is found in a place, against who should be there."""
