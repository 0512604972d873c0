import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { answerAnsible } from '../responder/ansible.ts';
import type { Typed } from '../responder/typed.ts';

/** One line: a template, its variables, and what real Ansible 2.14 made of it. */
interface Case {
  source: string;
  context: Record<string, Typed>;
  ok?: Typed;
  error?: string;
}

const folder = join(import.meta.dirname, 'ansible', 'fixtures');

for (const file of readdirSync(folder)) {
  const { context, cases } = JSON.parse(readFileSync(join(folder, file), 'utf8')) as {
    context: Record<string, Typed>;
    cases: Case[];
  };
  describe(file.replace('.json', ''), () => {
    test.each(cases.map((item, i) => [i, item.source, item] as const))(
      '%i %s',
      (_, source, item) => {
        const answer = answerAnsible({
          id: 'x',
          op: 'template',
          source,
          context: { ...context, ...item.context },
        });
        const expected =
          item.error === undefined
            ? { ok: item.ok }
            : { error: expect.objectContaining({ class: item.error }) };
        expect(answer).toMatchObject(expected);
      },
    );
  });
}
