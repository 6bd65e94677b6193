"""Exercise 5.5 🦁: a batch of pictures and answers, with labels for the answers alone.

A trainer of a vision-language model gets rows with pictures and messages; a collator makes tensors of them. In those a
picture takes up many tokens, none of which is to be learnt: the model is to write answers, not pictures or questions.

Read: https://huggingface.co/docs/transformers/model_doc/idefics3 and https://huggingface.co/docs/trl/sft_trainer
Check: smol-grade unit5/collate_vlm   Stuck: smol-grade hint collate_vlm
"""

from typing import Any

from transformers import BatchFeature, Idefics3Processor


def collate_vlm(examples: list[dict[str, Any]], processor: Idefics3Processor) -> BatchFeature:
    r"""Return the tensors of some rows, with labels that mask all but each row's answer.

    Args:
        examples: rows {"images": [...], "messages": [...]}, each with one PIL image or more, of mode L, RGB or RGBA
            (opaque), in the order of their places. Every message has a "role" and a "content", a list of parts
            {"type": "text", "text": ...} and {"type": "image"}, the place of an image; those are in users' messages.
            A system message may come first; then "user" and "assistant" take turns, once or several times.
        processor: an Idefics3Processor, SmolVLM's. Its chat template writes ChatML: for each message a header, its
            parts, the end token processor.tokenizer.eos_token and a line break; with add_generation_prompt=True, then
            the header of an answer. Special tokens differ from one grading to the next, except those of images. It has
            no {% generation %} markers, and no beginning token is added.
            processor.apply_chat_template(messages) gives a text with one <image> for each
            image; processor(text=..., images=..., ...) turns that into as many tokens as the image takes up: images may
            be cut into tiles, so this number differs from image to image.

    Returns:
        A BatchFeature or a dict of tensors (further keys are ignored):
        "input_ids", "attention_mask" [rows, tokens], int64: as the processor makes them of the text of all messages,
            without a generation prompt, with nothing cut off, padded to the longest row.
        "pixel_values" [rows, tiles, 3, edge, edge], float32, and "pixel_attention_mask": as the processor makes them.
        "labels" [rows, tokens], int64: where the last message's content and the end token that closes it stand, the
            same ids as in "input_ids"; the line break after it may be learnt or masked; all else is -100: images,
            system and user messages, earlier answers, headers, padding. Labels are not shifted.
        Only the result counts, not the way to it.

    Raises:
        ValueError: there is no example; or the last message of one is not the assistant's; or an example has not
            as many images as places for them, even if another one has too many and the sums agree.

    Edge cases:
        The pictures of a row may be in several messages, and rows may have different numbers of pictures.
        The words of an answer may stand in a question or an earlier answer too: there they are masked. No answer begins
        with white space, and no text holds special tokens.
        The padding token may be the end token: padding is masked, an answer's end is not.
        Padding stands on the side that processor.tokenizer.padding_side says, "right" or "left".
        Called again with the same examples and processor, it returns the same: it changes neither.

    Example:
        Labels of one row, in the words of SmolLM2 (8 tokens for an image; | between what is masked and what is learnt):
        <|im_start|>user\n<fake_token_around_image><global-img><image><image><image><image><image>
        <fake_token_around_image>Which colour?<|im_end|>\n<|im_start|>assistant\n | Red.<|im_end|> | \n
    """
    # TODO 5.5: let the processor make the batch, then mask all but each row's answer
    raise NotImplementedError("TODO 5.5: let the processor make the batch, then mask all but each row's answer")
