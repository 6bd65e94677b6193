"""Frozen cases of exercise 2.4: where lm-evaluation-harness cuts a text, and its Hugging Face model's `loglikelihood`.

Where the whole text has other tokens before the cut than the prompt alone, it reads the latter, and the exercise reads
the former: of those cases, only the cut and the tokens after it are compared.
"""

PROMPTS = ("Question: Who sells eggs?\nAnswer:", "¿Quién leyó? ", "The answer is 1", "one\n", "The quick brown f")
CHOICES = (" María, el martes", "18", "ox jumps", " é", "6 - 3 = 3 apples", " " * 3 + "x")
PRECISE = 1e-4


def freeze():
    """Ask lm-eval: the log-likelihoods, and how it cuts a text in two."""
    import torch
    from lm_eval.api.instance import Instance
    from lm_eval.models.huggingface import HFLM
    from safetensors.torch import load
    from tokenizers import Tokenizer
    from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

    torch.manual_seed(0)
    cases = []
    for seed in range(3):
        tokenizer, drawn = _drawn(seed)
        model = LlamaForCausalLM(LlamaConfig(**drawn.data["config"])).eval()
        model.load_state_dict(load(drawn.data["weights"]))
        fast = PreTrainedTokenizerFast(
            tokenizer_object=Tokenizer.from_str(tokenizer.data["tokenizer_json"]),
            clean_up_tokenization_spaces=False,
            **tokenizer.data["special_tokens"],
        )
        asked = HFLM(pretrained=model, tokenizer=fast, batch_size=4, max_length=256)
        pairs = [(prompt, choice) for prompt in PROMPTS for choice in CHOICES]
        pairs = [pair for pair in pairs if asked._encode_pair(*pair)[1]]
        requests = [Instance("loglikelihood", {}, pair, number) for number, pair in enumerate(pairs)]
        for (prompt, choice), (score, _) in zip(pairs, asked.loglikelihood(requests, disable_tqdm=True), strict=True):
            context, scored = asked._encode_pair(prompt, choice)
            same = fast(prompt + choice)["input_ids"] == context + scored
            case = {"seed": seed, "prompt": prompt, "choice": choice, "n": len(context), "scored": scored}
            cases.append(case | {"score": round(score, 5) if same else None})
    return cases


def _drawn(seed):
    from smol_grade.judge.world import World

    world = World(seed)
    tokenizer = world.tokenizer("frozen")
    return tokenizer, world.model("frozen", tokenizer, scale=0.5, layers=1)


def check(case, suite):
    """The suite cuts at the same place, and gives the same log-likelihood."""
    tokenizer, model = _drawn(case["seed"])
    ids, n = suite.split(tokenizer, case["prompt"], case["choice"])
    assert (n, ids[n:]) == (case["n"], case["scored"]), (n, ids)
    if case["score"] is None:
        return
    got = suite.score(model.logits, tokenizer, case["prompt"], case["choice"])
    assert abs(got - case["score"]) <= PRECISE * max(1.0, abs(got)), got
