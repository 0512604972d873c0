import type { Plan } from '../contract.ts';
import { arg, beyondNative, defineModule, leaveToPython, restate } from '../define.ts';
import { convertedKey, generatedKey } from '../keys/generated-key.ts';
import { knownText } from '../keys/openssl-private-key.ts';
import {
  checkGeneration,
  PRIVATE_KEY_ARGUMENTS,
  PRIVATE_KEY_CONSTRAINTS,
  privateKeyResult,
  privateKeyWork,
} from '../keys/private-key-work.ts';

export const openssl_privatekey_pipe = defineModule({
  name: 'community.crypto.openssl_privatekey_pipe',
  summary: 'Generate OpenSSL private keys without disk access',
  examples: `- name: A key that is kept elsewhere
  community.crypto.openssl_privatekey_pipe:
    content: "{{ stored_key }}"
    size: 2048
  register: key
  no_log: true
`,
  args: {
    ...PRIVATE_KEY_ARGUMENTS,
    content: arg.str({ noLog: true, doc: 'The key as it is.' }),
    content_base64: arg.bool({ default: false, doc: 'The key is written in Base64.' }),
    return_current_key: arg.bool({ default: false, doc: 'Tell a key that stays, too.' }),
  },
  constraints: PRIVATE_KEY_CONSTRAINTS,
  returns: { privatekey: 'The key, where it was made anew' },
  support: { check: 'full', diff: 'full' },
  async plan({ args, check, controller }): Promise<Plan> {
    const { content, passphrase, return_current_key } = args;
    if (args.type === 'DSA') beyondNative('type: DSA');
    if (args.format === 'raw') beyondNative('format: raw');
    const text =
      content !== null && args.content_base64 ? Buffer.from(content, 'base64').toString() : content;
    const before = text === null ? null : knownText(text, passphrase);
    if (before?.format === 'raw' && text?.length !== 0) {
      leaveToPython('A private key in raw format');
    }
    const work = privateKeyWork(args, before);
    let after = text;
    if (work !== null && !check) {
      checkGeneration(args, work, controller);
      after = work === 'new' ? await generatedKey(args) : convertedKey(args, text ?? '');
    }
    if (return_current_key) restate(args, { content: 'ANSIBLE_NO_LOG_VALUE' });
    const shown = after === text ? before : after === null ? null : knownText(after, passphrase);
    return {
      changes: [],
      ...(return_current_key && content !== null && { revealed: [content] }),
      result: {
        ...privateKeyResult(args, before, shown),
        ...((work !== null || return_current_key) && { privatekey: after || null }),
        changed: work !== null,
      },
    };
  },
});
