"""Pictures, sound, tables and other rich values of a run."""
