# source: stub
from dataclasses import asdict, dataclass
from enum import Enum


class Role(Enum):
    USER = "user"
    ASSISTANT = "assistant"


@dataclass
class Message:
    role: str
    content: str


@dataclass
class Problem:
    question: str
    answer: str

    @classmethod
    def from_row(cls, row):
        return cls(row["question"], row["answer"])

    def chat(self):
        return [asdict(Message(Role.USER.value, self.question)), asdict(Message(Role.ASSISTANT.value, self.answer))]


def gsm8k_to_chatml(sample, tokenizer):
    chat = Problem.from_row(sample).chat()
    return {"messages": chat, "text": tokenizer.apply_chat_template(conversation=chat, tokenize=False)}
