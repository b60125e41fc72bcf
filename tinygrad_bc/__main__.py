"""Run the command line: ``python -m tinygrad_bc``."""

from tinygrad_bc.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
