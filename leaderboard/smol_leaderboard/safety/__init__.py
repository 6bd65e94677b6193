"""The safety gate: what a model's repository must be like before a weight of it is loaded."""
