"""What is put before a board: papers, minutes and charts, made by a command and never by the host."""
