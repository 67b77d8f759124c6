"""Fields that several records share."""
