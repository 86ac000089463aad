"""Fragments filled in and put together as a PDF."""
