"""What may happen: windows, incident streams, injects and disruptions as models, and their check against a plan."""
