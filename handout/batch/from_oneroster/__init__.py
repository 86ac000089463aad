"""A roster made from a OneRoster export: who teaches and helps where, and what is still missing."""
