"""Returns a linked list that makes its next node whenever it is asked for. Class B."""
# expect: TLE "more than 0.5 s of CPU time"

KEPT = []


def following(self):
    KEPT.append(ListNode())
    return KEPT[-1]


ListNode.next = property(following, lambda self, value: None)


def total(numbers):
    return ListNode()
