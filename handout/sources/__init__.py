"""What people wrote, read with the position of every word."""
