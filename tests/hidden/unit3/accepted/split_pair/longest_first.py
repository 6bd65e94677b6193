# source: learners
class NotAPair(ValueError):
    pass


def split_pair(chosen, rejected):
    for n in range(min(len(chosen), len(rejected)), 0, -1):
        if chosen[:n] == rejected[:n]:
            if n == len(chosen) or n == len(rejected):
                break
            return dict(prompt=chosen[:n], chosen=chosen[n:], rejected=rejected[n:])
    raise NotAPair
