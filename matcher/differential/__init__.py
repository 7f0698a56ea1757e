"""Do errors fall on some groups of people more than on others? Differential performance, ISO/IEC 19795-10."""
