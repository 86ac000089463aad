"""First-Day Essentials: one sheet of paper for a paraprofessional's first day."""

__version__ = "0.1.0"
