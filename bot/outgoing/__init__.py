"""Outgoing: what each kind of delivery sends, made from the register at the moment it is sent."""
