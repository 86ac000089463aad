"""A static site of ready sheets: blank ones to choose from, to print, to edit and to take along."""
