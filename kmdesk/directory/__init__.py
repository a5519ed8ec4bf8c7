"""Directory (ทำเนียบ), tab 5: cooperatives, resource persons, staff (whom to ask)."""
