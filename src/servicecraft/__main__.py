"""`python -m servicecraft` is the command line."""

from servicecraft.cli import main

if __name__ == "__main__":
    main(prog_name="servicecraft")
