"""Returns a linked list that makes its next node whenever it is asked for. Class B."""
# expect: MLE "more than 64 MB"

KEPT = []


def following(self):
    KEPT.append(ListNode(bytes(1000)))
    return KEPT[-1]


ListNode.next = property(following, lambda self, value: None)


def total(numbers):
    return ListNode()
