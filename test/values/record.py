"""Records what Python makes of operations on values: python3 test/values/record.py > test/values/fixtures/python.jsonl

One line an operation: its name, its typed arguments, and the typed answer or the error's class and text.
"""
import datetime
import itertools
import json
import operator

F = float
D = datetime.datetime
VALUES = [None, True, False, 0, 1, -7, 2**53, -(2**70), 0.0, -0.0, 1.5, 1e16, 1e-5, 123456.789, F("inf"), F("nan"),
          "", "a", "it's", 'say "hi"', "both ' and \"", "tab\tnew\nline\\", "é😀\x00\u200b", [], [1, [2.0, "x"]], (), (1,), (1, "a"),
          {}, {"a": 1, 2: None, (1, 2): [True]}, {1.0: "x"}, range(3), range(5, 0, -2), b"a'\x00\xff",
          D(2001, 12, 15, 2, 59, 43, 100000), datetime.date(2020, 2, 29), datetime.timedelta(days=-1, seconds=5),
          D(2001, 12, 15, 2, 0)]
NUMBERS = [0, 1, -1, 7, -3, True, 2**53, 2**64, 0.0, 2.5, -0.5, 1e300]
MIXED = [None, True, 3, 2.5, "ab", [1], (1,), {"a": 1}, {1, 2}, datetime.timedelta(hours=1), datetime.date(2020, 1, 1)]
OPS = {"+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv, "//": operator.floordiv,
       "%": operator.mod, "**": operator.pow}
ORDER = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, "==": operator.eq}
TIMES = "%Y-%m-%d %H:%M:%S.%f|%a %A %b %B %d %e %j %U %W %V %G %u %w %y %C %I %p %k %l %D %F %T %R %r %c %x %X %s %n%t%%|%-d %_d %^a %03d"
PLAIN = {"b": [1, 2.0, None, True], "a": {"x": "é\n\"<'\x7f", "y": {}}, "c": [], "d": 1e22, "e": 2**70}


def typed(v):
    if v is None or isinstance(v, (bool, str)):
        return v
    if isinstance(v, int):
        return v if abs(v) < 2**53 else {"t": "int", "v": str(v)}
    if isinstance(v, float):
        return {"t": "float", "v": repr(v)}
    if isinstance(v, complex):
        return {"t": "complex", "v": repr(v)}
    if isinstance(v, list):
        return [typed(x) for x in v]
    if isinstance(v, dict):
        return {"t": "dict", "v": [[typed(k), typed(x)] for k, x in v.items()]}
    if isinstance(v, (tuple, set)):
        return {"t": type(v).__name__, "v": [typed(x) for x in v]}
    if isinstance(v, range):
        return {"t": "range", "v": [v.start, v.stop, v.step]}
    if isinstance(v, bytes):
        import base64
        return {"t": "bytes", "v": base64.b64encode(v).decode()}
    if isinstance(v, datetime.timedelta):
        return {"t": "timedelta", "v": repr(v.total_seconds())}
    return {"t": type(v).__name__, "v": v.isoformat()}


def operations():
    for v in VALUES:
        yield "repr", [v], lambda v=v: repr(v)
        yield "str", [v], lambda v=v: str(v)
        yield "truthy", [v], lambda v=v: bool(v)
        yield "length", [v], lambda v=v: len(v)
    for (name, op), (a, b) in itertools.product(OPS.items(), itertools.product(NUMBERS, NUMBERS)):
        if name == "**" and (abs(b) > 10 or abs(a) > 10**6):
            continue
        yield "arithmetic", [name, a, b], lambda op=op, a=a, b=b: op(a, b)
    for name, (a, b) in itertools.product(("+", "-", "*", "/", "%"), itertools.product(MIXED, MIXED)):
        yield "arithmetic", [name, a, b], lambda op=OPS[name], a=a, b=b: op(a, b)
    for (name, op), (a, b) in itertools.product(ORDER.items(), itertools.product(MIXED + ["é", "\uffff", "😀", (1, 2)], repeat=2)):
        yield "order", [name, a, b], lambda op=op, a=a, b=b: op(a, b)
    for v, bounds in itertools.product(["abcdé😀", [1, 2, 3, 4], (1, 2, 3), range(6)],
                                       [(None, None, None), (1, 3, None), (-2, None, None), (None, None, -1), (4, 0, -2), (0, 99, 3), (3, 1, None)]):
        yield "slice", [v, *bounds], lambda v=v, b=bounds: v[slice(*b)]
    for format_, args in [("%d|%5d|%-5d|%05d|%+d|% d", (1, 2, 3, 4, 5, 6)), ("%s %r %a", ("é", "é", "é")), ("%5.1f%%", (99.55,)),
                          ("%x %X %#x %o %#o", (255, 255, 255, 8, 8)), ("%e %.2E %g %G", (12345.678, 0.00012, 1e20, 1e-7)), ("%c%c", (65, "é")),
                          ("%*d|%-*d|%.*f", (5, 3, 4, 2, 2, 1.005)), ("%(a)s-%(b)03d", {"a": 1, "b": 2}), ("%s", [1, 2]), ("%s %s", (1,)), ("%d", ("x",)),
                          ("%q", (1,)), ("%", (1,)), ("%(x)s", {}), ("abc", (1,)), ("%s", {"a": 1}), ("%i", (3.99,)), ("%.3s|%8s|%-8s|", ("abcdef", "é", "b"))]:
        yield "percent", [format_, args], lambda f=format_, a=args: f % a
    for spec, v in itertools.product(["", "d", "5", "<5", "^7", "*>8", "+", " ", "08", ",", "_", "x", "#x", "b", "c", "e", ".2f", "08.2f", "+,.1f", "g", ".3", "%", ".1%", "s", ".2s", "=+8", "z"],
                                     [42, -1234567, 3.14159, 1e10, True, "abc", 2.5]):
        yield "format", [spec, v], lambda s=spec, v=v: format(v, s)
    for options in [{}, {"indent": 2}, {"indent": 4, "sort_keys": True}, {"ensure_ascii": False}, {"separators": [",", ":"]}, {"indent": 0}]:
        yield "json", [PLAIN, json.dumps(options)], lambda o=options: json.dumps(PLAIN, **o)
    for v in [{1: 2, 1.5: 3, None: 4, True: 5}, {(1,): 2}, [F("nan"), F("inf"), -F("inf")], {1, 2}, D(2020, 1, 1), (1, (2,))]:
        yield "json", [v, "{}"], lambda v=v: json.dumps(v)
    for t in [D(2001, 12, 15, 2, 59, 43, 100000), D(2024, 2, 29, 13, 5, 9), D(2021, 1, 3), D(2020, 12, 31, 0, 0, 1)]:
        yield "strftime", [t, TIMES], lambda t=t: t.strftime(TIMES)
    for n, places in itertools.product([2.5, 3.5, -2.5, 2.675, 1.005, 1234.5678, 0.5, 1e22, -0.0, 5e-324], [0, 1, 2, -2, 15]):
        yield "round", [n, places], lambda n=n, p=places: round(n, p)


for name, args, run in operations():
    case = {"do": name, "args": [typed(a) for a in args]}
    try:
        case["gives"] = typed(run())
    except Exception as error:  # noqa: BLE001 - whatever is raised is the answer
        case["raises"] = [type(error).__name__, str(error)]
    print(json.dumps(case))
