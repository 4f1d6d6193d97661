"""From logs to verdicts: what each promise says of a run, and what many runs settle."""
