"""Rosters and exports of student systems."""
