"""The service, its command line and its pages."""

import os

# Read by the numerical libraries when they are loaded. Requests run side by side: a library that splits one
# small product over all cores makes each of them wait for the others (a search took 45 ms more on two cores).
os.environ.setdefault("OMP_NUM_THREADS", "1")
