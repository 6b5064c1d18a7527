"""From a partner centre's export to a checked, service-level-based invoice."""
