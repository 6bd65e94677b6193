# source: stub
def _form(s):
    first, last = s.find("<think>"), s.rfind("<think>")
    close = s.find("</think>", len("<think>"))
    return float(first == last == 0 and close != -1)


def format_reward(completions, **unused):
    return list(map(lambda c: _form(c) if type(c) is str else _form(c[-1]["content"]), completions))
