"""Tools of clerk and technician: sign-in, import, settings, health, backup, help."""
