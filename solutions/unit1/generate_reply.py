"""Exercise 1.14 🐕: ask a chat model, and take its reply out of what it generates.

A model that was trained on conversations continues them. To ask it, you give it the conversation as text that ends
where the assistant's turn begins; what it adds, up to its end token, is the reply.

Read: https://huggingface.co/docs/transformers/chat_templating and https://huggingface.co/docs/transformers/llm_tutorial
Check: smol-grade unit1/generate_reply   Stuck: smol-grade hint generate_reply
"""

from transformers import PreTrainedModel, PreTrainedTokenizerBase


def generate_reply(
    model: PreTrainedModel, tokenizer: PreTrainedTokenizerBase, messages: list[dict[str, str]], max_new_tokens: int
) -> str:
    r"""Return the assistant's reply to a conversation, by greedy decoding.

    Args:
        model: a causal language model on the CPU, in evaluation mode, such as LlamaForCausalLM. Its method `generate`
            has no settings of its own but the tokenizer's end token and pad token. The grader's models are tiny and
            drawn at random: most of what they say makes no sense.
        tokenizer: the model's own, with its chat template. Its special tokens differ from one grading to the next.
        messages: a conversation whose last message is the user's, e.g.
            [{"role": "user", "content": "What is the capital of Peru?"}]
            A system message may come first; user and assistant may have taken several turns.
        max_new_tokens: how many tokens the model may add at most, 1 or more. Those of the prompt do not count.

    Returns:
        A str: the text of the tokens that the model adds to the prompt, and only of those, e.g. "Lima."
        The prompt is what the tokenizer's chat template makes of all messages, followed by the header of the
        assistant's turn. With the special tokens of SmolLM2, for the conversation above:
            <|im_start|>user\nWhat is the capital of Peru?<|im_end|>\n<|im_start|>assistant\n
        Greedy means: each new token is the most likely one. Nothing is sampled, so the same call gives the same reply.
        The reply ends before the first end token (tokenizer.eos_token) that the model adds; nothing after it belongs to
        the reply. Without an end token, the reply is the text of exactly max_new_tokens tokens.

    Edge cases:
        No special token stands in the reply, neither the end token nor any other that the model adds before it.
        All the rest of the reply is kept, also words that look like a header, such as "assistant\n".
        White space at either end of the reply may stay or be stripped: both are right. Only the result counts, not the
        way to it: you may let `generate` do the work, or call the model in a loop of your own.
    """
    # TODO 1.14: render the prompt, generate greedily, decode the new tokens only
    # BEGIN SOLUTION
    prompt = tokenizer.apply_chat_template(messages, add_generation_prompt=True, return_tensors="pt")
    output = model.generate(**prompt, max_new_tokens=max_new_tokens, do_sample=False)
    reply: str = tokenizer.decode(output[0, prompt["input_ids"].shape[1] :], skip_special_tokens=True)
    return reply
    # END SOLUTION
