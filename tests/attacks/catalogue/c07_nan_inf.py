# attack: answers with nan and infinity, which compare in odd ways, where texts or finite numbers are wanted
# group: c
# targets: text tensor
# ends: wrong error
# passes: some
# control: none: numbers that are not finite are wrong in every grader

NAN = float("nan")


def gsm8k_to_chatml(sample, tokenizer):
    return {"messages": NAN, "text": float("inf")}


def sft_loss(logits, labels, num_items=None):
    # a scalar of the right type and in the graph: only its number is wrong
    return (logits * 0).sum() + NAN
