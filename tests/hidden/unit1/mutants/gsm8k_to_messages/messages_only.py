# mistake: the final answer is missing
# hint: both_keys
# source: learners
def gsm8k_to_messages(example, system=None, strip_calculator=True):
    return {
        "messages": [
            {"role": "user", "content": example["question"]},
            {"role": "assistant", "content": example["answer"]},
        ]
    }
