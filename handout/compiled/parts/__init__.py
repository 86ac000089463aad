"""The parts that a sheet is cut into."""
