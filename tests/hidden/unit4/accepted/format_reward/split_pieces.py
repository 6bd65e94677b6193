# source: stub
class FormatReward:
    def text(self, item):
        match item:
            case str():
                return item
            case [{"content": text}]:
                return text

    def score(self, text):
        pieces = text.split("<think>")
        if len(pieces) != 2:  # not exactly one tag
            return 0
        before, after = pieces
        return int(before == "" and len(after.split("</think>")) > 1)

    def __call__(self, completions, **kwargs):
        return [self.score(self.text(c)) for c in completions]


format_reward = FormatReward()
