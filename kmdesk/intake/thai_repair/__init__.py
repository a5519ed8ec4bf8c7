"""Thai text as files store it, repaired for reading and searching."""
