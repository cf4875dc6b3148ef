"""What everybody does in a program: tests of the analyses of participation."""
