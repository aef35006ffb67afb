"""`python -m autograder`, where the command itself is not on the path."""

from autograder.cli import main

main(prog_name="autograder")
