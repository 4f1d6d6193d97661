"""What every room stands on: the languages, faults, files that are written whole, and the cores of the machine."""
