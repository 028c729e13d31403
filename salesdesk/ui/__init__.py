"""Everything that is drawn: Qt lives here and nowhere else."""
