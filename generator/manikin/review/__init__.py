"""What a specification means, how two differ, and what people decide on."""
