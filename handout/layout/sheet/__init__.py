"""The sheet before it is fitted: its sides, its panels and their words."""
