"""From logs to verdicts: what each target says of a run, and what many runs settle."""
