"""OneRoster exports of student systems."""
