# source: learners
def clean(text):
    out = ""
    while "<<" in text:
        left, _, text = text.partition("<<")
        out += left
        text = text.split(">>", 1)[1]
    return out + text


def gsm8k_to_messages(example, system=None, strip_calculator=True):
    lines = example["answer"].split("\n")
    marked = [line for line in lines if line.startswith("####")]
    if len(marked) != 1:
        raise ValueError(f"{len(marked)} final answers")
    final = marked[0].lstrip("#").strip().replace(",", "")
    content = clean(example["answer"]) if strip_calculator else example["answer"]
    chat = [{"role": "user", "content": example["question"]}, {"role": "assistant", "content": content}]
    return {"messages": ([] if system is None else [{"role": "system", "content": system}]) + chat, "final_answer": final}
