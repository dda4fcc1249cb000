"""What the adapters for training frameworks share."""
