# source: stub
class Splitter:
    def __call__(self, chosen, rejected):
        n = self.common(chosen, rejected)
        if n in (0, len(chosen), len(rejected)):
            raise ValueError(f"no pair: {n} messages shared")
        return {"prompt": chosen[0:n], "chosen": chosen[n:], "rejected": rejected[n:]}

    def common(self, a, b):
        if not a or not b or a[0] != b[0]:
            return 0
        return 1 + self.common(a[1:], b[1:])


split_pair = Splitter()
