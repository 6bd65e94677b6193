# source: stub
from typing import Any


class Werkstatt:
    ROLLEN = ("system", "user", "assistant")

    def __init__(self, muster: str = "Du bist Mechaniker für: {}"):
        self.muster = muster

    def __call__(self, row: dict[str, Any]) -> dict[str, Any]:
        texte = self.muster.format(row["Gruppe"]), row["Fehler"].upper(), "So geht es: " + row["Abhilfe"] + "!"
        return {"messages": [{"role": r, "content": t} for r, t in zip(self.ROLLEN, texte)], "Gruppe": row["Gruppe"]}


to_messages = Werkstatt()
