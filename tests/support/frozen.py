"""Imported last where processes are forked: nothing that was imported before is garbage, nor looked through."""

import gc

gc.freeze()
