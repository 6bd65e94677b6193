# attack: declares a row nested so deeply that reading it exhausts the stack of the judge, which reads it itself
# group: h
# targets: to_messages
# ends: wrong error
# control: none: the rows are texts, which do no harm until somebody reads them
# data: own_data.jsonl


def attack(row):
    return {"messages": [row] * 2}
