"""Times Jinja2 on workloads: a JSON list on standard input, a JSON list of milliseconds on standard output."""
import json
import sys
import time

import jinja2


def best(run, rounds=40):
    times = []
    result = None
    for _ in range(rounds):
        start = time.perf_counter()
        result = run()
        times.append((time.perf_counter() - start) * 1000)
    return min(times), result


answers = []
for work in json.load(sys.stdin):
    def fresh():
        env = jinja2.Environment(loader=jinja2.DictLoader(work["templates"]), cache_size=-1)
        return "".join(env.get_template(name).render(work["variables"]) for name in work["entries"])

    env = jinja2.Environment(loader=jinja2.DictLoader(work["templates"]), cache_size=-1)

    def again():
        return "".join(env.get_template(name).render(work["variables"]) for name in work["entries"])

    start = time.perf_counter()
    output = fresh()
    first = (time.perf_counter() - start) * 1000
    cold, _ = best(fresh, 5)
    again()
    warm, _ = best(again)
    answers.append({"first": first, "cold": cold, "warm": warm, "length": len(output)})
print(json.dumps(answers))
