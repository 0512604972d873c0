import { readFileSync, statSync } from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';
import { PyDateTime } from '../../values/datetime.ts';
import type { Value } from '../../values/types.ts';
import { formatEpoch } from '../filters-ansible/dates.ts';

export interface TemplateFileInfo {
  /** As the task names it. */
  path: string;
  /** Where it was found. */
  fullPath?: string;
  /** Where the result goes. */
  destination?: string;
  /** DEFAULT_MANAGED_STR */
  managed?: string;
}

/** A local time without an offset, as Python's datetime.fromtimestamp(). */
function localDateTime(milliseconds: number): PyDateTime {
  const micros = Math.round(milliseconds * 1000);
  return PyDateTime.fromMicroseconds(
    micros - new Date(milliseconds).getTimezoneOffset() * 60_000_000,
  );
}

function ownerName(uid: number): string {
  try {
    for (const line of readFileSync('/etc/passwd', 'utf8').split('\n')) {
      const [name, , id] = line.split(':');
      if (Number(id) === uid && name !== undefined) return name;
    }
  } catch {
    // Without a user database the number has to do.
  }
  return String(uid);
}

/** What a template file may say about itself: `ansible_managed`, `template_path`, `template_host` … */
export function templateFileVariables(info: TemplateFileInfo): Map<string, Value> {
  const full = info.fullPath ?? path.resolve(info.path);
  const stat = statSync(full);
  const uid = ownerName(stat.uid);
  const host = hostname();
  const managed = (info.managed ?? 'Ansible managed').replace(
    /\{(host|uid|file)\}/g,
    (_, key: string) => (key === 'host' ? host : key === 'uid' ? uid : info.path),
  );
  return new Map<string, Value>([
    ['template_host', host],
    ['template_path', info.path],
    ['template_mtime', localDateTime(stat.mtimeMs)],
    ['template_uid', uid],
    ['template_run_date', localDateTime(Date.now())],
    ['template_destpath', info.destination ?? null],
    ['template_fullpath', full],
    ['ansible_managed', formatEpoch(managed, stat.mtimeMs / 1000, false)],
  ]);
}
