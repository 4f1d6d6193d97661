"""Speed, side by side: drill-R on other engines and on ours, the plans that come with drillsim, one core and two.

`python -m benchmarks` measures everything in one process, in interleaved rounds, and prints
ratios to plain SimPy = 1. They say how two programs compare on one machine at one time, and
promise nothing about another. Every engine plays the same numbers, and that all of them
come to the same second is checked in the same run.
"""
