# source: stub
from datasets import Dataset, disable_progress_bars
from trl import pack_dataset

disable_progress_bars()


def pack_sequences(seqs: list[list[int]], max_length: int) -> list[dict[str, list[int]]]:
    if max_length <= 0:
        raise ValueError(max_length)
    documents = [list(seq) for seq in seqs if len(seq)]
    if not documents:
        return []
    data = Dataset.from_dict({"input_ids": documents})
    packed = pack_dataset(data, seq_length=max_length, strategy="bfd", map_kwargs={"batch_size": len(documents)})
    result = []
    for row in packed:
        positions = [p for length in row["seq_lengths"] for p in range(length)]
        labels = [-100 if p == 0 else token for p, token in zip(positions, row["input_ids"])]
        result.append({**row, "position_ids": positions, "labels": labels})
    return result
