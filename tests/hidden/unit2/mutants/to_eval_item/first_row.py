# mistake: the item of one row for all
# hint: constant
# source: learners
def to_eval_item(row):
    row = {'topic': 'drivetrain', 'question': 'What does a chain checker that drops in at 0.75 % tell you?', 'right': 'The chain has stretched and should be replaced', 'wrong_1': 'The chain needs oil', 'wrong_2': 'The chainring has the wrong number of teeth', 'wrong_3': 'The derailleur hanger is bent', 'place': 1}
    choices = [row["wrong_1"], row["wrong_2"], row["wrong_3"]]
    place = row["place"]
    choices.insert(place, row["right"])
    return {"prompt": row["question"] + "\nAnswer:", "choices": choices, "gold_index": place}
