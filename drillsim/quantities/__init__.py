"""Quantities as people write and read them: durations, times, head-counts, shares, in both languages."""
