"""The store of persons, encounters, samples and templates. SQL is written here and nowhere else."""
