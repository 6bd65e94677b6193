# source: stub
class Item:
    """rows: stem, the choices a, b and c, and in key the letter of the right one"""

    letters = "ABC"

    def __call__(self, row):
        gold = self.letters.index(row["key"].strip().upper())
        choices = [" " + row[letter.lower()].strip() for letter in self.letters]
        if len(set(choices)) < len(choices):
            raise ValueError("a choice comes twice")
        return {"prompt": "Question: " + row["stem"].strip() + "\nAnswer:", "choices": choices, "gold_index": gold}


to_eval_item = Item()
