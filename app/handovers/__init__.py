"""工作交接: moving work between people, with everything that belongs to it and nothing else."""
