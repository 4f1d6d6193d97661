"""What the keys of targets mean, which do not yet stand at their fields."""
