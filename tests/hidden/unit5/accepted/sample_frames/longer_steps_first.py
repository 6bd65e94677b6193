# source: learners
def sample_frames(total, n):
    for number in (total, n):
        if type(number) is not int:
            raise TypeError(f"{number!r}")
        if number <= 0:
            raise ValueError(f"{number}")
    if n == 1:
        return [(total - 1) // 2]
    n = min(n, total)
    frames = [0]
    while len(frames) < n:
        left = n - len(frames)
        frames.append(frames[-1] - (frames[-1] - total + 1) // left)
    return frames
