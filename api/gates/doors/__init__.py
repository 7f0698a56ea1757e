"""What the gates ask alike through which prisoners pass: release, departure, return."""
