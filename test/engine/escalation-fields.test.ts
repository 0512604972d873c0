import { describe, expect, it } from 'vitest';
import { escalationFields } from '../../src/engine/escalation-fields.ts';
import { EscalationError } from '../../src/targets/session/open.ts';

const said = 'sudo: unknown user nobody-here\n';

describe('escalationFields', () => {
  it('keeps the streams apart where modules are sent without a terminal', () => {
    const error = new EscalationError(1, '', said, 'web');
    const fields = { module_stdout: '', module_stderr: said, rc: 1 };
    expect(escalationFields(error, true)).toEqual(fields);
    expect(escalationFields(new EscalationError(1, '', said, undefined), false)).toEqual(fields);
  });

  it('shows what a terminal would have shown', () => {
    expect(escalationFields(new EscalationError(1, 'out\n', said, 'web'), false)).toEqual({
      module_stdout: 'sudo: unknown user nobody-here\r\nout\r\n',
      module_stderr: 'Shared connection to web closed.\r\n',
      rc: 1,
    });
  });
});
