# source: learners
from dataclasses import asdict, dataclass
from enum import Enum


class Role(str, Enum):
    USER = "user"
    ASSISTANT = "assistant"


@dataclass
class Message:
    role: str
    content: str


def to_messages(row):
    turns = zip(Role, (row["question"], row["answer"]))
    return {"messages": tuple(asdict(Message(role.value, content)) for role, content in turns), "n_turns": 2}
