"""What aligning makes of printed texts."""
