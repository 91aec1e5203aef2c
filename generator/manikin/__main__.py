"""``python -m manikin``."""

from manikin.cli import main

if __name__ == "__main__":
    main()
