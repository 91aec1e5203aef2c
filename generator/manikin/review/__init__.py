"""What people who approve a specification are shown: its numbers in sentences and tables, and what changed."""
