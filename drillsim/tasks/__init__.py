"""What drillsim does for whoever asks, in a terminal, a notebook or on a page: play, explain, size, compare, report."""
