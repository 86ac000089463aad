"""What need not be made twice: in memory, on disk, and how it is known to be current."""
