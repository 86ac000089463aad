"""The teacher's sheet: laid out, made into files, opened again."""
