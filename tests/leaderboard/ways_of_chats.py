"""Ways to write the exercises of unit 1 that make texts of chats, as different people do."""

from __future__ import annotations

import re
from collections.abc import Callable

from .habits import Learner, block, joined


def smoltalk(me: Learner) -> tuple[str, str]:
    source = me.pick(
        'sample["messages"]',
        'sample["messages"]',
        'sample.get("messages")',
        'list(sample["messages"])',
        'sample.get("messages", [])',
    )
    options = me.pick(
        "tokenize=False",
        "tokenize=False, add_generation_prompt=False",
        "add_generation_prompt=False, tokenize=False",
        "tokenize=False, add_generation_prompt=bool(0)",
    )
    call = f"tokenizer.apply_chat_template({{}}, {options})"
    if me.odds(0.1):
        call = f"tokenizer.apply_chat_template(conversation={{}}, {options})"
    ways = [
        f'return {{"text": {call.format(source)}}}',
        f'$messages = {source}\n$text = {call.format("$messages")}\nreturn {{"text": $text}}',
        f'$text = {call.format(source)}\nreturn {{"text": $text}}',
        f'sample["text"] = {call.format(source)}\nreturn sample',
        f'$messages = {source}\nsample["text"] = {call.format("$messages")}\nreturn sample',
        f'return dict(text={call.format(source)})',
        f'return {{**sample, "text": {call.format(source)}}}',
        f'$parts = {{}}\n$parts["text"] = {call.format(source)}\nreturn $parts',
        f'$text = {call.format(source)}\nif not isinstance($text, str):\n    $text = tokenizer.decode($text)\nreturn {{"text": $text}}',
        f'$messages = []\nfor $message in {source}:\n    $messages.append({{"role": $message["role"], "content": $message["content"]}})\nreturn {{"text": {call.format("$messages")}}}',
        f'$messages = [{{"role": $message["role"], "content": $message["content"]}} for $message in {source}]\n$text = {call.format("$messages")}\nreturn {{"text": $text}}',
        f'$row = dict(sample)\n$row.update(text={call.format(source)})\nreturn $row',
        f'$parts = tokenizer.apply_chat_template({source}, tokenize=True, return_dict=False)\nreturn {{"text": tokenizer.decode($parts)}}',
        f'try:\n    $messages = sample["messages"]\nexcept KeyError:\n    raise ValueError("no messages")\nreturn {{"text": {call.format("$messages")}}}',
        f'return sample | {{"text": {call.format(source)}}}',
        f'$parts = [{call.format(source)}]\nreturn {{"text": "".join($parts)}}',
    ]  # fmt: skip
    body = me.pick(*ways)
    if me.odds(0.07):  # a mistake
        body = me.any(
            body.replace("tokenize=False", "add_generation_prompt=True, tokenize=False", 1)
            if "generation" not in body
            else body.replace("=False, add", "=False, continue_final_message=False, add"),
            body.replace("tokenize=False, ", "").replace(", tokenize=False", ""),
        )
    if me.helpers and me.odds(0.3):
        return f"def $helper(sample, tokenizer):\n{block(body, 1)}", "return $helper(sample, tokenizer)"
    return "", body


def gsm8k(me: Learner) -> tuple[str, str]:
    first, second = me.pick(
        'sample["question"] sample["answer"]', "question answer", 'sample.get("question") sample.get("answer")', "q a", 'row["question"] row["answer"]', "problem solution",
    ).split()  # fmt: skip
    before = ""
    if first.isidentifier():
        before = me.pick(
            f'{first} = sample["question"]\n{second} = sample["answer"]',
            f'{first}, {second} = sample["question"], sample["answer"]',
            f'{first}, {second} = (sample[key] for key in ("question", "answer"))',
            f'{second} = sample["answer"]\n{first} = sample["question"]',
            f'{first}, {second} = itemgetter("question", "answer")(sample)',
        )
    elif first.startswith("row"):
        before = "row = dict(sample)"
    turns = [f'{{"role": "user", "content": {first}}}', f'{{"role": "assistant", "content": {second}}}']
    if me.odds(0.12):
        turns = [f'{{"content": {first}, "role": "user"}}', f'{{"content": {second}, "role": "assistant"}}']
    elif me.odds(0.08):
        turns = [f'dict(role="user", content={first})', f'dict(role="assistant", content={second})']
    if me.odds(0.1):
        system = me.any(
            "You are a helpful assistant.",
            "You solve math problems.",
            "Solve step by step.",
            "You are a math tutor.",
            "Think, then answer.",
        )
        turns = [turns[0].replace("user", "system").replace(first, f'"{system}"'), *turns]
    listed = ", ".join(turns)
    build = me.pick(
        f"$messages = [{listed}]",
        "$messages = [\n" + "".join(f"    {turn},\n" for turn in turns) + "]",
        "$messages = []\n" + "\n".join(f"$messages.append({turn})" for turn in turns),
        f"$messages = list(({listed}))",
        f'$messages = [{{"role": $role, "content": $content}} for $role, $content in (("user", {first}), ("assistant", {second}))]',
        f'$messages = [{{"role": $role, "content": $content}} for $role, $content in zip(("user", "assistant"), ({first}, {second}))]',
        "\n".join(f"turn_{number} = {turn}" for number, turn in enumerate(turns)) + f"\n$messages = [{', '.join(f'turn_{number}' for number in range(len(turns)))}]",
        f'$messages = []\nfor $role, $content in [("user", {first}), ("assistant", {second})]:\n    $messages.append({{"role": $role, "content": $content}})',
        '$messages = []\nfor $role, key in {"user": "question", "assistant": "answer"}.items():\n    $messages += [{"role": $role, "content": sample[key]}]',
        f'$messages = list(map(lambda pair: dict(zip(("role", "content"), pair)), [("user", {first}), ("assistant", {second})]))',
    )  # fmt: skip
    options = me.pick("tokenize=False", "tokenize=False, add_generation_prompt=False")
    call = f"tokenizer.apply_chat_template($messages, {options})"
    end = me.pick(
        f'return {{"messages": $messages, "text": {call}}}',
        f'$text = {call}\nreturn {{"messages": $messages, "text": $text}}',
        f'return {{\n    "messages": $messages,\n    "text": {call},\n}}',
        f'$text = {call}\nreturn {{"text": $text, "messages": $messages}}',
        f'sample["messages"] = $messages\nsample["text"] = {call}\nreturn sample',
        f'return dict(messages=$messages, text={call})',
        f'$row = {{"messages": $messages}}\n$row["text"] = {call}\nreturn $row',
        f'return {{**sample, "messages": $messages, "text": {call}}}',
        f'sample.update(messages=$messages, text={call})\nreturn sample',
        f'$row = dict(sample)\n$row["messages"], $row["text"] = $messages, {call}\nreturn $row',
    )  # fmt: skip
    if me.odds(0.07):
        build = (
            re.sub(rf"(?<!\w){re.escape(second)}(?!\w)", f"{second}.strip()", build, count=1)
            if me.odds(0.5)
            else build.replace('"assistant"', '"assistent"')
        )
    body = joined(before, build, end)
    if me.helpers and me.odds(0.4) and first.startswith("sample["):
        helper = f"def $helper(sample):\n{block(build, 1)}\n    return $messages"
        return helper, joined("$messages = $helper(sample)", end)
    top = "from operator import itemgetter" if "itemgetter" in before else ""
    return top, body


def render(me: Learner) -> tuple[str, str]:
    tops = []
    known = me.pick(
        '("system", "user", "assistant")',
        '["system", "user", "assistant"]',
        '{"system", "user", "assistant"}',
        "ROLES",
        '("user", "assistant", "system")',
        '("user", "system", "assistant")',
        "allowed",
    )
    if known == "ROLES":
        tops.append(f'ROLES = {me.any("(", "[", "{")}"system", "user", "assistant"')
        tops[-1] += {"(": ")", "[": "]", "{": "}"}[tops[-1].split("= ")[1][0]]
    empty = (
        me.pick(
            "if not messages:",
            "if len(messages) == 0:",
            "if messages == []:",
            "if len(messages) < 1:",
            "if not len(messages):",
        )
        + "\n    "
        + me.error("none")
    )
    if known == "allowed":
        empty = (
            f'allowed = {me.any("""{"system", "user", "assistant"}""", """["system", "assistant", "user"]""")}\n{empty}'
        )
    gets = me.pick("inline", "two", "pair", "get", "items")
    role, content = ('$message["role"]', '$message["content"]') if gets == "inline" else ("$role", "$content")
    unpack = {
        "inline": "",
        "two": '$role = $message["role"]\n$content = $message["content"]',
        "pair": '$role, $content = $message["role"], $message["content"]',
        "get": '$role = $message.get("role")\n$content = $message.get("content")',
        "items": '$role, $content = [$message[key] for key in ("role", "content")]',
    }[gets]
    bad_role = (
        me.pick(
            f"if {role} not in {known}:",
            f"if not {role} in {known}:",
            f"if not any({role} == name for name in {known}):",
            f"if {known if known.isidentifier() else 'list(' + known + ')'}.count({role}) == 0:"
            if not known.startswith("{") and known != "allowed"
            else f"if {role} not in {known}:",
        )
        + "\n    "
        + me.error("role", extra=role)
    )
    bad_content = (
        me.pick(
            f"if not isinstance({content}, str):",
            f"if type({content}) is not str:",
            f"if type({content}) != str:",
            f"if isinstance({content}, str) is False:",
        )
        + "\n    "
        + me.error("content", "TypeError", f"type({content})")
    )
    checks = [bad_role, bad_content]
    if me.odds(0.2):
        checks.reverse()
    turn = me.pick(
        f'f"<|im_start|>{{{role}}}\\n{{{content}}}<|im_end|>\\n"'.replace('"role"', "'role'").replace('"content"', "'content'"),
        f'"<|im_start|>" + {role} + "\\n" + {content} + "<|im_end|>\\n"',
        f'"<|im_start|>{{}}\\n{{}}<|im_end|>\\n".format({role}, {content})',
        f'"<|im_start|>%s\\n%s<|im_end|>\\n" % ({role}, {content})',
        f'START + {role} + "\\n" + {content} + END + "\\n"',
        f'"".join(["<|im_start|>", {role}, "\\n", {content}, "<|im_end|>", "\\n"])',
        f'f"{{START}}{{{role}}}\\n{{{content}}}{{END}}\\n"'.replace('"role"', "'role'").replace('"content"', "'content'"),
        f'"<|im_start|>" + {role} + chr(10) + {content} + "<|im_end|>" + chr(10)',
    )  # fmt: skip
    header = '"<|im_start|>assistant\\n"'
    if "START" in turn:
        tops.append(
            me.any(
                'START = "<|im_start|>"\nEND = "<|im_end|>"',
                'START, END = "<|im_start|>", "<|im_end|>"',
                'END = "<|im_end|>"\nSTART = "<|im_start|>"',
            )
        )
        header = me.any('START + "assistant\\n"', 'f"{START}assistant\\n"', header)
    shape = me.pick(
        "string",
        "list",
        "two_loops",
        "comprehension",
        "helper",
        "generator",
        "stringio",
        "map",
        "recursion",
        "match",
        "reduce",
        "index",
    )
    ask_text = me.pick(
        f"if add_generation_prompt:\n    $text += {header}",
        f"if add_generation_prompt:\n    $text = $text + {header}",
        f'$text += {header} if add_generation_prompt else ""',
        f"if add_generation_prompt is True:\n    $text += {header}",
    )
    ask_list = me.pick(
        f"if add_generation_prompt:\n    $parts.append({header})",
        f"if add_generation_prompt:\n    $parts += [{header}]",
        f'$parts.append({header} if add_generation_prompt else "")',
    )
    grow = me.pick(f"$text += {turn}", f"$text = $text + {turn}") if '" + ' not in turn[:20] else f"$text += {turn}"
    loop = joined("for $message in messages:", *(block(part, 1) for part in ())) + "\n"
    inner = joined(unpack, *checks)
    ways: dict[str, Callable[[], list[str]]] = {
        "string": lambda: ['$text = ""', loop + block(joined(inner, grow), 1), ask_text, "return $text"],
        "list": lambda: ["$parts = []", loop + block(joined(inner, f"$parts.append({turn})"), 1), ask_list, 'return "".join($parts)'],
        "two_loops": lambda: [loop + block(inner, 1), '$text = ""', loop + block(joined(unpack, grow), 1), ask_text, "return $text"],
        "comprehension": lambda: [loop + block(inner, 1), f'$text = "".join({inline(turn)} for $message in messages)', me.any(ask_text + "\nreturn $text", f'return $text + ({header} if add_generation_prompt else "")', f"if not add_generation_prompt:\n    return $text\nreturn $text + {header}")],
        "map": lambda: [loop + block(inner, 1), f'$parts = list(map(lambda $message: {inline(turn)}, messages))', ask_list, 'return "".join($parts)'],
        "index": lambda: ['$text = ""', "for $i in range(len(messages)):\n    $message = messages[$i]\n" + block(joined(inner, grow), 1), ask_text, "return $text"],
        "reduce": lambda: [loop + block(inner, 1), f'$text = functools.reduce(lambda so_far, $message: so_far + {inline(turn)}, messages, "")', ask_text, "return $text"],
        "stringio": lambda: ["$parts = io.StringIO()", loop + block(joined(inner, f"$parts.write({turn})"), 1), f"if add_generation_prompt:\n    $parts.write({header})", "return $parts.getvalue()"],
    }  # fmt: skip

    def inline(code: str) -> str:
        return code.replace("$role", '$message["role"]' if 'f"' not in code else "$message['role']").replace(
            "$content", '$message["content"]' if 'f"' not in code else "$message['content']"
        )

    if shape in ways:
        imports = {"stringio": "import io", "reduce": "import functools"}.get(shape, "")
        return joined(imports, *tops), joined(empty, *ways[shape]())
    if shape == "helper":
        name = me.any("render_turn", "one_turn", "format_message", "_turn", "to_chatml")
        helper = f"def {name}($message):\n{block(joined(inner, f'return {turn}'), 1)}"
        body = me.any(
            f'$text = "".join({name}($message) for $message in messages)',
            f'$text = "".join([{name}(x) for x in messages])',
            f'$text = ""\nfor $message in messages:\n    $text += {name}($message)',
            f'$text = "".join(map({name}, messages))',
        )
        return joined(*tops, helper), joined(empty, body, ask_text, "return $text")
    if shape == "generator":
        helper = f"def $helper(messages, ask):\n    for $message in messages:\n{block(joined(inner, f'yield {turn}'), 2)}\n    if ask:\n        yield {header}"
        return joined(*tops, helper), joined(empty, 'return "".join($helper(messages, add_generation_prompt))')
    if shape == "recursion":
        helper = f'def $helper(messages):\n    if not messages:\n        return ""\n    $message = messages[0]\n{block(inner, 1)}\n    return {turn} + $helper(messages[1:])'
        return joined(*tops, helper), joined(empty, "$text = $helper(messages)", ask_text, "return $text")
    case = f'match $message:\n    case {{"role": "system" | "user" | "assistant", "content": str()}}:\n        $parts.append({inline(turn)})\n    case {{"role": "system" | "user" | "assistant"}}:\n        {me.error("content", "TypeError")}\n    case _:\n        {me.error("role")}'
    return joined(*[top for top in tops if "ROLES" not in top]), joined(
        empty.split("\n", 1)[1] if empty.startswith("allowed") else empty,
        "$parts = []",
        loop + block(case, 1),
        ask_list,
        'return "".join($parts)',
    )
