// Records test/golden/<case>/expected with the real Ansible of this machine: `npm run golden:record [case …]`.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type CommandWord,
  caseNames,
  goldenFolder,
  readCase,
  Sandbox,
} from '../test/golden/sandbox.ts';

const programs: Record<CommandWord, string> = {
  playbook: 'ansible-playbook',
  adhoc: 'ansible',
  inventory: 'ansible-inventory',
  vault: 'ansible-vault',
};

const wanted = process.argv.slice(2);
const names = caseNames().filter((name) => wanted.length === 0 || wanted.includes(name));
let unexpected = 0;
for (const name of names) {
  const { steps } = readCase(name);
  const expected = join(goldenFolder, name, 'expected');
  const sandbox = new Sandbox(name);
  const files = new Map<string, string>();
  for (const [index, step] of steps.entries()) {
    const outcome = await sandbox.run([programs[step.command]], step);
    if (outcome.rc !== (step.rc ?? 0)) {
      unexpected += 1;
      console.log(
        `${name}, step ${index + 1}: exit code ${outcome.rc}, not ${step.rc ?? 0}\n${outcome.stdout}${outcome.stderr}`,
      );
    }
    files.set(`${index + 1}.stdout`, outcome.stdout);
    if (step.stderr !== false) files.set(`${index + 1}.stderr`, outcome.stderr);
  }
  files.set('changes', sandbox.changes());
  sandbox.remove();
  rmSync(expected, { recursive: true, force: true });
  mkdirSync(expected);
  for (const [file, text] of files) if (text !== '') writeFileSync(join(expected, file), text);
  console.log(`recorded ${name}`);
}
process.exitCode = unexpected === 0 ? 0 : 1;
