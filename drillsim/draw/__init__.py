"""Pictures of a plan and its results, in the language spoken."""
