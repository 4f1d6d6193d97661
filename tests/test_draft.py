"""From a written plan to a plan file that can be checked."""
