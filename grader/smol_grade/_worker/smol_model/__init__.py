"""What reads a submitted model and runs it: the untrusted side of the evaluation of models. Imports nothing of ours."""
