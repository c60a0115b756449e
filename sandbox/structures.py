"""Nodes of linked lists and binary trees: the classes that interview problems name without defining.

A solution finds both names in its namespace; they travel by value, as whole lists and whole trees.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import Any


@dataclass(slots=True, eq=False)
class ListNode:
    """One node of a singly linked list."""

    val: Any = 0
    next: ListNode | None = None


@dataclass(slots=True, eq=False)
class TreeNode:
    """One node of a binary tree."""

    val: Any = 0
    left: TreeNode | None = None
    right: TreeNode | None = None


def list_to_values(head: ListNode) -> list[Any]:
    """The values from `head` on. Raises ValueError if the list has a cycle or ends in something else."""
    values: list[Any] = []
    seen: set[int] = set()
    node: Any = head
    while node is not None:
        if type(node) is not ListNode or id(node) in seen:
            raise ValueError("not a plain, acyclic linked list")
        seen.add(id(node))
        values.append(node.val)
        node = node.next
    return values


def list_from_values(values: list[Any]) -> ListNode | None:
    """The linked list that holds `values` in order."""
    head: ListNode | None = None
    for value in reversed(values):
        head = ListNode(value, head)
    return head


def tree_to_rows(root: TreeNode) -> list[list[Any]]:
    """The nodes in level order, each as [value, has left, has right].

    Raises ValueError if a node is reached twice or is something else.
    """
    rows: list[list[Any]] = []
    seen: set[int] = set()
    queue: deque[Any] = deque([root])
    while queue:
        node = queue.popleft()
        if type(node) is not TreeNode or id(node) in seen:
            raise ValueError("not a plain, acyclic binary tree")
        seen.add(id(node))
        rows.append([node.val, node.left is not None, node.right is not None])
        queue.extend(child for child in (node.left, node.right) if child is not None)
    return rows


def tree_from_rows(rows: list[Any]) -> TreeNode:
    """The tree that `tree_to_rows` turned into `rows`. Raises ValueError if they do not describe a tree."""
    if not rows:
        raise ValueError("a tree has at least one node")
    nodes = [TreeNode(value) for value, _, _ in rows]
    following = iter(nodes[1:])
    try:
        for node, (_, has_left, has_right) in zip(nodes, rows, strict=True):
            node.left = next(following) if has_left else None
            node.right = next(following) if has_right else None
    except StopIteration:
        raise ValueError("a child is missing") from None
    if next(following, None) is not None:
        raise ValueError("a node has no parent")
    return nodes[0]
