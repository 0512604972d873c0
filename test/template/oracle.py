"""Renders templates with the installed Jinja2: one JSON request a line in, one JSON answer a line out."""
import json
import sys

import jinja2

for line in sys.stdin:
    request = json.loads(line)
    env = request.get("env", {})
    env["extensions"] = ["jinja2.ext." + name for name in env.get("extensions", [])]
    if "undefined" in env:
        env["undefined"] = getattr(jinja2, env["undefined"])
    try:
        output = jinja2.Environment(**env).from_string(request["source"]).render(request.get("variables", {}))
        answer = {"output": output}
    except Exception as error:  # noqa: BLE001 - whatever is raised is the answer
        message = error.message if isinstance(error, jinja2.TemplateSyntaxError) else str(error)
        answer = {"error": type(error).__name__, "message": message, "lineno": getattr(error, "lineno", None)}
    print(json.dumps(answer), flush=True)
