"""What several rules compute alike."""
