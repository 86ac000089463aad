"""The teacher's page and the office's."""
