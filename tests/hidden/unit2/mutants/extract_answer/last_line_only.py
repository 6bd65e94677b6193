# mistake: the last number is looked for in the last line only
# hint: not_found
# source: learners
def extract_answer(text: str) -> str | None:
    import re
    if not isinstance(text, str):
        raise TypeError(f'text is a {type(text).__name__}, not a str')
    number = '((?:[-\\u2212]\\$?|\\$[-\\u2212]?)?[0-9]+(?:,[0-9]+)*(?:\\.[0-9]+)?)'
    for mark in ('####', '(?:answer is|answer:|\\\\boxed\\{)'):
        marked = re.search(f'{mark}[\\s:*]*{number}', text, flags=re.IGNORECASE)
        if marked:
            found = marked[1]
            break
    else:
        numbers = re.findall(number, text.strip().splitlines()[-1] if text.strip() else '')
        if not numbers:
            return None
        found = numbers[-1]
    whole, _, decimals = found.lstrip('-−$').replace(',', '').partition('.')
    whole, decimals = (whole.lstrip('0') or '0', decimals.rstrip('0'))
    size = f'{whole}.{decimals}' if decimals else whole
    negative = found.startswith(('-', '−', '$-', '$−')) and size != '0'
    return f'-{size}' if negative else size
