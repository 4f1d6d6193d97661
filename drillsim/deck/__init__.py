"""All luck: every random quantity of every run, dealt from a seed."""
