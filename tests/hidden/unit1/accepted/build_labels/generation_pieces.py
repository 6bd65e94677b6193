# source: stub
from transformers import PreTrainedTokenizerBase


_PIECES = (
    "{% for m in messages %}{{ m.before }}{% if m.role == 'assistant' %}"
    "{% generation %}{{ m.content }}{% endgeneration %}{% else %}{{ m.content }}{% endif %}{{ m.after }}{% endfor %}"
)


def build_labels(
    messages: list[dict[str, str]], tokenizer: PreTrainedTokenizerBase, max_length: int | None = None
) -> dict[str, list[int]]:
    """Let transformers make the mask: a template that only glues pieces, with markers around the answers."""
    if "assistant" not in {m["role"] for m in messages}:
        raise ValueError("no assistant message in the conversation")
    pieces, done = [], ""
    for n, message in enumerate(messages, start=1):
        text = tokenizer.apply_chat_template(messages[:n], tokenize=False)
        turn = text[len(done) :]
        learnt = message["content"] + tokenizer.eos_token
        header = turn[: len(turn) - len(learnt) - 1]
        pieces.append({"role": message["role"], "before": header, "content": learnt, "after": "\n"})
        done = text
    out = tokenizer.apply_chat_template(
        pieces, chat_template=_PIECES, return_dict=True, return_assistant_tokens_mask=True
    )
    labels = [i if m else -100 for i, m in zip(out["input_ids"], out["assistant_masks"])]
    cut = slice(None, max_length)
    return {"input_ids": out["input_ids"][cut], "labels": labels[cut], "mask": out["assistant_masks"][cut]}
