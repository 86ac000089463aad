"""What must not stand on a wall, found in words."""
