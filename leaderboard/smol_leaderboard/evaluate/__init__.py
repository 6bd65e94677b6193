"""From a model at one commit to a record of what it can do."""
