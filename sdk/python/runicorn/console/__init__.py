"""Copies what the program prints into the log of a run."""
