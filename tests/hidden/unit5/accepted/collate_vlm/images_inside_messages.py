# source: learners
import copy


def collate_vlm(examples, processor):
    if not examples:
        raise ValueError("empty batch")
    for e in examples:
        n = sum(p["type"] == "image" for m in e["messages"] for p in m["content"])
        if n != len(e["images"]):
            raise ValueError("images and places do not match")
        if e["messages"][-1]["role"] != "assistant":
            raise ValueError("no answer")
    chats = []
    for e in examples:
        left = iter(e["images"])
        chat = copy.copy(e["messages"])
        for i, m in enumerate(chat):
            parts = [{"type": "image", "image": next(left)} if p["type"] == "image" else dict(p) for p in m["content"]]
            chat[i] = {"role": m["role"], "content": parts}
        chats.append(chat)
    batch = processor.apply_chat_template(
        chats, tokenize=True, return_dict=True, return_tensors="pt", processor_kwargs={"padding": True}
    )
    labels = batch["input_ids"].clone()
    for i, chat in enumerate(chats):
        prompt = processor.apply_chat_template(chat[:-1], add_generation_prompt=True, tokenize=True, return_dict=True)
        unseen = int((batch["attention_mask"][i].cumsum(0) == 0).sum())
        labels[i, : unseen + len(prompt["input_ids"][0])] = -100
    labels[batch["attention_mask"] == 0] = -100
    batch["labels"] = labels
    return batch
