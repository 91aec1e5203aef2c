"""The semantic difference of two specifications: what changed, for whom it matters, and which values move."""
