"""What runs inside a sandbox, and the bytes it speaks; imports nothing from `judge`.

Both sides:

    frames      the closed set of frames, which the host reads too
    values      the closed set of values that they carry, which the host never reads
    structures  ListNode and TreeNode, which are values
    plans       what the host asks of a worker and of a grader
    runtimes    what each runtime offers, and how it is loaded
    meeting     the container's end of a socket that the host offers
    processes   find, measure, kill and reap what is below a process

The solution container:

    worker      PID 1: forks a child for the submission, measures it, ends it
    child       the fork that holds foreign code: its fences and its loop
    seccomp     system calls that would slow the worker
    forbidden   functions that end it when they are used
    executor    loads a solution and carries out requests on it

The grader container:

    grader      PID 1: serves the host, run after run
    host        its end of the channel
    collection  a problem's tests, collected once, and forked for every run
    reporting   the pytest plugin that says how each test has ended
    stressing   the same with random inputs, until one fails
    transcript  what a test has asked of the solution, as a person would write it
    plugin      the pytest plugin: the fixture and the marker (in plain pytest too)
    proxy       what a test sees as `solution`
    checks      comparisons that say where and how far off
"""
