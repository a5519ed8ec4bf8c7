"""Places: rooms, cupboards, shelves, folders, desks, and the floor plan."""
