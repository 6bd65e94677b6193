# source: learners
def to_messages(row):
    facts = [f"Atomic number {row['number']}."]
    if row["discovered"] is not None:
        facts.append(f"Discovered in {row['discovered']}.")
    facts.append(row["note"])
    return {
        "messages": [
            {"role": "user", "content": f"What do you know about {row['name'].lower()}?"},
            {"role": "assistant", "content": " ".join(facts)},
            {"role": "user", "content": "And its symbol?"},
            {"role": "assistant", "content": row["symbol"]},
        ]
    }
