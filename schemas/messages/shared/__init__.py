"""What the modules of messages share."""
