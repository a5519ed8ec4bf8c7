"""What clerk and technician have: sign-in, import, settings, health, backup, help."""
