"""Exercise 5.6: PLACEHOLDER."""


def make_vlm_trainer(model, processor, dataset, output_dir, max_steps, learning_rate):
    """PLACEHOLDER."""
    # TODO 5.6: PLACEHOLDER
    raise NotImplementedError("TODO 5.6: PLACEHOLDER")
