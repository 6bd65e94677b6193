# source: stub
class Penalty:
    def __call__(self, completion_ids, max_len, cache, **kwargs):
        for wrong in (max_len < 1, cache < 0, cache > max_len):
            if wrong:
                raise ValueError("max_len must be at least 1, cache from 0 to max_len")
        return list(map(self.of(max_len, cache), completion_ids))

    @staticmethod
    def of(max_len, cache):
        def penalty(ids):
            n = sum(1 for _ in ids)
            over = n - (max_len - cache)
            if over <= 0:
                return 0
            if over >= cache:
                return -1
            return -over / cache

        return penalty


overlong_penalty = Penalty()
