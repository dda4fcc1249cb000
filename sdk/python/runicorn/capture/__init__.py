"""What a run records about its program and machine when it begins."""
