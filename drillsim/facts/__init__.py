"""What a written plan says: limits, tiers, bodies, posts, means, chains of reports, legal bases, each with its place."""
