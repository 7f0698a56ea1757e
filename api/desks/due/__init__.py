"""What falls due while nobody looks: limits of detention, hours of return, deadlines of what is held."""
