"""The drill room: the same model stepped to a wall clock, with people at the table who decide."""
