"""Health, metrics and the desk."""
