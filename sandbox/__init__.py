"""What runs inside a sandbox, and the bytes it speaks; imports nothing from `judge`.

Both sides:

    frames         the closed set of frames, and how they lie on a byte stream
    messages       what the frames carry: one type for each payload
    values         the closed set of values in calls and answers, which the host never decodes
    array_values   arrays and tensors among them
    value_limits   their extension types and caps
    structures     ListNode and TreeNode, which are values
    runtimes       what each runtime offers, and how it is loaded
    direct_socket  the container's end of a socket that the host offers
    processes      find, measure, kill and reap the processes below this one

The solution container:

    worker               PID 1: forks a child for the submission, measures it, ends it
    child_link           its end of the socket and the pipe to that child
    usage                what a test uses of time, memory and output, against its limits
    child                the fork that holds foreign code: its fences and its loop
    seccomp              refuses system calls that could slow the worker, hide memory or leave something behind
    memory_limit         the limit of memory as the child sees it: what counts, and how it shows
    out_of_memory        which exceptions mean that memory has run out
    forbidden            ends the process when it uses a function that the problem forbids
    forbidden_operators  the same for operators of torch
    forbidden_imports    the same for modules that are not loaded, and new copies of those that are
    callers              who calls: the solution, or a library of its own accord
    carriers             what does a forbidden function's work under another name
    hidden               keeps an object out of the solution's reach
    executor             loads a solution and carries out requests on it
    error_text           what went wrong in a solution, in words
    fingerprint          notices when a call changes its arguments, a global setting or an earlier result
    replay               makes some calls again in a fresh copy, where they must give the same
    agreement            whether two results of one call are the same

The grader container:

    grader         PID 1: serves the host, run after run
    host_channel   its end of the channel to the host
    collection     a problem's tests, collected once, and forked for every run
    reporter       the pytest plugin that reports how each test ended
    random_inputs  the same for random inputs, until one fails
    transcript     the calls of a test, as a person would write them
    plugin         the pytest plugin with the fixture and the marker (in plain pytest too)
    proxy          what a test sees as `solution`
    checks         comparisons that say where two values differ, and by how much
"""
