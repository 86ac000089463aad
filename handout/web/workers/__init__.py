"""Processes and places for the work of the server."""
