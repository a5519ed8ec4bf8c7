"""Tab 5, ทำเนียบ: cooperatives, resource persons, staff (whom to ask)."""
