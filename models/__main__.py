"""`python -m models build`: the same commands as `umbral models`, for set-up, which runs before all else."""

from models.commands import models

models(prog_name="python -m models")
