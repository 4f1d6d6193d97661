"""What is wrong with a plan or scenario, and what is contradictory, missing or unclear in it."""
