"""`python -m drillsim` is the command `drillsim`."""

from drillsim.command.cli import main

if __name__ == "__main__":
    main()
