"""Exercise 5.7 🐢: which frames of a video a model gets to see.

A video of a minute has more than a thousand frames, and each costs as many tokens as an image. So a model is shown a
few, spread over the whole video. Two lines of code do it, and many versions of these two lines forget the end of the
video, show a frame twice, or fail on short ones.

Read: https://arxiv.org/abs/2504.05299 (SmolVLM, section 2)
Check: smol-grade unit5/sample_frames   Stuck: smol-grade hint sample_frames
"""


def sample_frames(total: int, n: int) -> list[int]:
    """Return the indices of n frames, spread as evenly as possible over a video of so many frames.

    Args:
        total: how many frames the video has; they are numbered from 0 to total - 1. It may be in the
            millions, up to ten of them.
        n: how many frames are wanted.

    Returns:
        A list of Python's int, in ascending order, none twice. From n = 2 on, it holds the first and the last frame,
        and the steps between neighbours are as even as possible: no two of them differ by more than 1. Where the
        longer steps stand does not matter: for total = 6 and n = 3, both [0, 2, 5] and [0, 3, 5] are right.

    Raises:
        ValueError: total or n is less than 1.
        TypeError: total or n is not an int, such as 5.0 or "5".
        Where both errors apply, either is right. True and integers of NumPy are not asked.

    Edge cases:
        n = 1 gives the frame in the middle, (total - 1) / 2; where that is between two frames, either of them.
        A video with fewer frames than wanted, or exactly as many, gives all of its frames, each once.

    Example:
        >>> sample_frames(9, 3)
        [0, 4, 8]
        >>> sample_frames(3, 8)
        [0, 1, 2]
    """
    # TODO 5.7: spread n frames from first to last; mind short videos and n = 1
    # BEGIN SOLUTION
    for number in (total, n):
        if not isinstance(number, int):
            raise TypeError(f"{number!r} is not an int")
    if total < 1 or n < 1:
        raise ValueError(f"{n} frames of {total}")
    if n == 1:
        return [(total - 1) // 2]
    count = min(n, total)
    return [place * (total - 1) // max(count - 1, 1) for place in range(count)]
    # END SOLUTION
