import { createInterface } from 'node:readline';
import { type AnsibleRequest, answerAnsible } from './ansible.ts';
import { answerJinja, type JinjaRequest } from './jinja.ts';

/** Reads one JSON request a line from standard input, writes one JSON answer a line to standard output. */
const lines = createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY });
for await (const line of lines) {
  if (line.trim() === '') continue;
  const request = JSON.parse(line) as JinjaRequest | (AnsibleRequest & { mode: 'ansible' });
  const answer = request.mode === 'jinja' ? answerJinja(request) : answerAnsible(request);
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
