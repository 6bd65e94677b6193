# source: learners
from transformers import TextStreamer


def generate_reply(model, tokenizer, messages, max_new_tokens):
    class Keep(TextStreamer):
        def __init__(self, *args, **kwargs):
            super().__init__(*args, **kwargs)
            self.text = ""

        def on_finalized_text(self, text, stream_end=False):
            self.text += text

    keep = Keep(tokenizer, skip_prompt=True, skip_special_tokens=True)
    model.generate(**tokenizer.apply_chat_template(messages, add_generation_prompt=True, return_dict=True, return_tensors="pt"), max_new_tokens=max_new_tokens, do_sample=False, streamer=keep)
    return keep.text
