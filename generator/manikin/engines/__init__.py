"""Where chunks are made: in threads of this process."""
