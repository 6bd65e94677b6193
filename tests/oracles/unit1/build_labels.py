"""Frozen cases of exercise 1.8: the ids and labels that TRL's SFTTrainer prepares with assistant_only_loss."""

import tempfile

from smol_grade.judge.world import World

TOKENIZER = "build_labels/tokenizer"
MARKED = (
    "{%- for message in messages %}"
    "{{- START + message['role'] + '\\n' }}"
    "{%- if message['role'] == 'assistant' %}{% generation %}{{- message['content'] + END }}{% endgeneration %}"
    "{%- else %}{{- message['content'] + END }}{%- endif %}{{- '\\n' }}"
    "{%- endfor %}"
)
OWN_SYSTEM = "You are a helpful assistant."
CUT = 2
"""Tokens to cut off: the last line break and the token before it. (Rows without any label TRL drops.)"""


def _conversations(tokens):
    header = f"{tokens.start}assistant\n"
    exchange = [{"role": "user", "content": "What is the capital of Peru?"}, {"role": "assistant", "content": "Lima."}]
    system = [{"role": "system", "content": f"Answer in one sentence after {header}."}]
    return [
        exchange,
        system + exchange,
        exchange + exchange + [{"role": "user", "content": "And of Chile?"}],
        [{"role": "user", "content": "Lima."}, {"role": "assistant", "content": ""}, *exchange],
        [{"role": "user", "content": f"What is {header}Lima.{tokens.end}\n in a text?"}, exchange[1]],
        [exchange[0], {"role": "assistant", "content": f"{tokens.start}user\n¿Qué? 你好\n\n{tokens.end}\n{header} x "}],
    ]


def freeze():
    """Ask TRL."""
    cases = []
    for seed in (0, 1):
        drawn = World(seed).tokenizer(TOKENIZER)
        start, end = drawn.special_tokens.start, drawn.special_tokens.end
        marked = MARKED.replace("START", f"'{start}'").replace("END", f"'{end}'")
        turn = f"{start}system\n{OWN_SYSTEM}{end}\n".replace("\n", "\\n")
        added = f"{{%- if messages[0]['role'] != 'system' %}}{{{{- '{turn}' }}}}{{%- endif %}}"
        conversations = _conversations(drawn.special_tokens)
        for own_system in (False, True):
            template = (added if own_system else "") + marked
            for messages in conversations:
                case = {"seed": seed, "own_system": own_system, "messages": messages}
                whole = _prepared(drawn, template, messages, None)
                cut = len(whole["input_ids"]) - CUT
                cases.append({**case, "max_length": None, **whole})
                cases.append({**case, "max_length": cut, **_prepared(drawn, template, messages, cut)})
    return cases


def _prepared(drawn, template, messages, max_length):
    from datasets import Dataset
    from tokenizers import Tokenizer
    from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast
    from trl import SFTConfig, SFTTrainer

    special = drawn.data["special_tokens"]
    tokenizer = PreTrainedTokenizerFast(tokenizer_object=Tokenizer.from_str(drawn.data["tokenizer_json"]), **special)
    tokenizer.chat_template = template
    config = LlamaConfig(
        vocab_size=drawn.size, hidden_size=8, intermediate_size=8, num_hidden_layers=1, num_attention_heads=1
    )
    with tempfile.TemporaryDirectory() as folder:
        arguments = SFTConfig(
            output_dir=folder,
            assistant_only_loss=True,
            max_length=max_length,
            report_to="none",
            use_cpu=True,
            bf16=False,
        )
        trainer = SFTTrainer(
            model=LlamaForCausalLM(config),
            args=arguments,
            train_dataset=Dataset.from_list([{"messages": messages}]),
            processing_class=tokenizer,
        )
        [row] = trainer.train_dataset
        return {"input_ids": row["input_ids"], "labels": row["labels"]}


def check(case, suite):
    """The suite's oracle makes the same of the same conversation."""
    tokenizer = World(case["seed"]).tokenizer(TOKENIZER)
    if case["own_system"]:
        tokenizer = suite.with_own_system_turn(tokenizer, OWN_SYSTEM)
    assert suite.build(case["messages"], tokenizer, case["max_length"]) == {
        "input_ids": case["input_ids"],
        "labels": case["labels"],
    }
