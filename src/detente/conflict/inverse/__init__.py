"""What would it take: the least change of a conflict that makes a state stable."""
