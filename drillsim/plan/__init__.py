"""A plan as data: its model, its check, its findings on paper, its compilation to tables."""
