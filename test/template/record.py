"""Records what Jinja2 makes of the cases: python3 test/template/record.py

Each case in fixtures/*.json has a source (or templates and a name), perhaps variables and env; this fills in
`output`, or `error` with class, message and line.
"""
import copy
import json
import pathlib

import jinja2
from jinja2.nativetypes import NativeEnvironment
from jinja2.sandbox import ImmutableSandboxedEnvironment, SandboxedEnvironment

CLASSES = {None: jinja2.Environment, "sandbox": SandboxedEnvironment, "immutable": ImmutableSandboxedEnvironment}


def environment(case):
    env = dict(case.get("env", {}))
    kind = env.pop("sandbox", None)
    if "undefined" in env:
        env["undefined"] = getattr(jinja2, env["undefined"])
    env["extensions"] = ["jinja2.ext." + name for name in env.get("extensions", [])]
    if "templates" in case:
        env["loader"] = jinja2.DictLoader(case["templates"])
    cls = NativeEnvironment if env.pop("native", False) else CLASSES[kind]
    return cls(**env)


def record(case):
    for key in ("output", "error"):
        case.pop(key, None)
    try:
        env = environment(case)
        template = env.get_template(case["name"]) if "name" in case else env.from_string(case["source"])
        output = template.render(copy.deepcopy(case.get("variables", {})))
        case["output"] = output if isinstance(output, str) else {"repr": repr(output)}
    except Exception as error:  # noqa: BLE001 - whatever is raised is the answer
        message = error.message if isinstance(error, jinja2.TemplateSyntaxError) else str(error)
        case["error"] = {"class": type(error).__name__, "message": message}
        if isinstance(error, jinja2.TemplateSyntaxError):
            case["error"]["lineno"] = error.lineno


for path in sorted(pathlib.Path(__file__).parent.glob("fixtures/*.json")):
    cases = json.loads(path.read_text())
    for case in cases:
        record(case)
    lines = ",\n".join("  " + json.dumps(case, ensure_ascii=False) for case in cases)
    path.write_text(f"[\n{lines}\n]\n")
