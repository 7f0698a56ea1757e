"""What is wrong with a deployment, how bad that is, and how to mend it (`api/doctor/examination.py`)."""
