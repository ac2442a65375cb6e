"""Deliveries: everything that leaves the bot after it has answered."""
