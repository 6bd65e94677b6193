# mistake: the calculator marks <<...>> are cut out of the answer.
# hint: calculator_removed
# source: stub
import re

CALCULATOR = re.compile(r"<<.*?>>")


def gsm8k_to_chatml(sample, tokenizer):
    answer = CALCULATOR.sub("", sample["answer"])
    messages = [{"role": "user", "content": sample["question"]}, {"role": "assistant", "content": answer}]
    return {"messages": messages, "text": tokenizer.apply_chat_template(messages, tokenize=False)}
