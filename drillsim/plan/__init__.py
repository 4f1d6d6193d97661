"""A plan and a scenario as data: what can stand in their files, and what each field means."""
