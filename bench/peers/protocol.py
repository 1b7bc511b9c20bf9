"""One JSON line in, one JSON line out. A contestant gives `prepare(request)`, which returns its answer and a function to time."""
import json
import os
import sys
import time


def pin():
    """Keeps the process on as many processors as it may use threads, for libraries that ask the machine and not the environment."""
    allowed = sorted(os.sched_getaffinity(0))
    os.sched_setaffinity(0, allowed[: int(os.environ['BENCH_THREADS'])])


def milliseconds(work, repeats=1):
    """Of the processors, all threads together."""
    start = time.process_time()
    for _ in range(repeats):
        work()
    return 1e3 * (time.process_time() - start)


def fastest(forms):
    """The name of the form (name → function) whose best call is fastest: three calls after the first, fewer when they are long."""

    def best(work):
        work()
        times = [milliseconds(work)]
        while len(times) < 3 and sum(times) < 1000:
            times.append(milliseconds(work))
        return min(times)

    return min(forms, key=lambda name: best(forms[name]))


def serve(prepare):
    work = None
    for line in sys.stdin:
        request = json.loads(line)
        if request['do'] == 'prepare':
            work = None  # frees the memory of the last size first
            answer, work = prepare(request)
        else:
            answer = {'ms': milliseconds(work, request['repeats'])}
        print(json.dumps(answer), flush=True)
