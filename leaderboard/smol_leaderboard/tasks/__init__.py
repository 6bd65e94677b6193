"""One file per benchmark: which prompts, how the answer is read, what is counted. Nothing here runs a model."""
