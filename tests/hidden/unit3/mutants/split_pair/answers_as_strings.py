# mistake: returns the content of the answer as text instead of a list of messages
# hint: lists_of_messages
# source: stub
def split_pair(chosen, rejected):
    n = 0
    while n < min(len(chosen), len(rejected)) and chosen[n] == rejected[n]:
        n += 1
    if n == 0 or n == len(chosen) or n == len(rejected):
        raise ValueError("no pair")
    return {"prompt": chosen[:n], "chosen": chosen[n]["content"], "rejected": rejected[n]["content"]}
