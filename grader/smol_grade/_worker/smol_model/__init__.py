"""The model process: what was submitted is parsed, loaded and asked here, in the sandbox, and nothing of ours is."""
