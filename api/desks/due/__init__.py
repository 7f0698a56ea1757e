"""What falls due while nobody looks: limits of detention, hours of return, deadlines and silence of gates."""
