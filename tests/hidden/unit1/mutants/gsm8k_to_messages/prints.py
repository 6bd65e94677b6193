# mistake: it prints and returns nothing
# hint: nothing_returned
# source: learners
def gsm8k_to_messages(example, system=None, strip_calculator=True):
    print({"messages": [{"role": "user", "content": example["question"]}], "final_answer": example["answer"][-2:]})
