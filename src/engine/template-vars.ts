import { statSync } from 'node:fs';
import { hostname, userInfo } from 'node:os';
import { PyDateTime } from '../values/index.ts';
import type { Value } from '../values/types.ts';

/** Variables that only template files see ("template" module: ansible_managed, template_host …). */
export function templateVars(path: string, dest: string | undefined): Map<string, Value> {
  const stats = statSync(path);
  const owner = stats.uid === process.getuid?.() ? userInfo().username : String(stats.uid);
  return new Map<string, Value>([
    ['ansible_managed', 'Ansible managed'],
    ['template_host', hostname()],
    ['template_path', path],
    ['template_fullpath', path],
    ['template_uid', owner],
    ['template_mtime', localTime(stats.mtime)],
    ['template_run_date', localTime(new Date())],
    ...(dest === undefined ? [] : ([['template_destpath', dest]] as [string, Value][])),
  ]);
}

/** A moment on the controller's clock and in its zone, as Python's naive datetime. */
function localTime(at: Date): PyDateTime {
  return PyDateTime.fromMicroseconds((at.getTime() - at.getTimezoneOffset() * 60_000) * 1000);
}
