"""The edges of the front door: HTTP host, Bot Framework, database, deliveries, Graph, people and commands."""
