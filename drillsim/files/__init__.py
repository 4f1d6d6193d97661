"""Input files: text to values with their places, models out of files that may be broken, every fault in words."""
