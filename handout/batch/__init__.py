"""Many handouts at once: which are to be made, by whom, what came of it, and the files for the office."""
