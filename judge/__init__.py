"""A local online judge for multimodal / LLM algorithm interviews. Start with `judge.judging`, the core.

problem      a problem folder, read and checked
submission   a submission, which of the tests to run on it, and the events of judging it
judging      the core: a problem, a submission and a sandbox give a report
trial        one run of the tests: routes frames between grader_link and worker_link, which stand on link
verdict      reports, and the one function that turns replies into verdicts; fault_text says what went wrong
disclosure   what of a report may be shown to whom
records      the history, in SQLite (database, migrations); stored_json reads what is stored as JSON
source       reading a solution file; workspace has a user's own files, output_file what --output names
stress       random inputs until one fails
pool         several submissions at a time
doctor       what works on this machine; scaffold makes a problem folder
disk         locks between processes, and files replaced in one step
cli, contest, grading, practice, verify, sandboxes and render have a list of their own
"""

__version__ = "0.1.0"
