"""How the heads in coach/ears/models were made: clips, mixing, training, measuring, export."""
