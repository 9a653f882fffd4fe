"""What was: the present run's time line, its changes, and the runs that are kept beside it."""
