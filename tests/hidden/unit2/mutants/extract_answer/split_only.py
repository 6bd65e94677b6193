# mistake: what stands behind the last mark, as it stands
# hint: text_around
# source: learners
def extract_answer(text):
    if not isinstance(text, str):
        raise TypeError("text")
    return text.split("####")[-1].strip()
