# source: learners
def format_reward(completions, prompts=None, completion_ids=None, trainer_state=None, **columns):
    """All the names that a trainer passes, and the rest."""
    result = ()
    for item in completions:
        text = item if isinstance(item, str) else item[0].get("content")
        good = text.find("<think>") == 0 and text.rfind("<think>") == 0 and text.find("</think>") > 0
        result += (1.0 if good else 0.0,)
    return result
