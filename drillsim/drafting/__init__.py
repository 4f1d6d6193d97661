"""From a written plan to a first plan file: what it says in our language, and what it leaves open."""
