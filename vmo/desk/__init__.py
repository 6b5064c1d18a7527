"""What people do beside the line: a file for each command's work, and none knows another."""
