"""Several plans read together: what contradicts, what repeats itself, who is in all of them, what was never drilled."""
