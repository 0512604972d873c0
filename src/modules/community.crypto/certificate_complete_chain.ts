import { checkChain, completion, type Link, linksOf } from '../certificates/chains.ts';
import { quoteWords } from '../commands/words.ts';
import type { Plan } from '../contract.ts';
import { arg, defineModule, fail } from '../define.ts';

/** Prints the files of some paths, those of folders among them, each behind its name; says what can't be read. */
const READING = `for p; do
if [ -d "$p" ]; then find -L "$p" -type f -exec sh -c 'for f; do printf "\\036%s\\n" "$f"; cat "$f"; done' sh {} +
elif [ -e "$p" ]; then printf '\\036%s\\n' "$p"; cat "$p"
else printf '\\035%s\\n' "$p"; fi
done`;

export const certificate_complete_chain = defineModule({
  name: 'community.crypto.certificate_complete_chain',
  summary: 'Complete certificate chain given a set of untrusted and root certificates',
  examples: `- name: What the server has to send
  community.crypto.certificate_complete_chain:
    input_chain: "{{ lookup('file', 'web.crt') }}"
    intermediate_certificates:
      - /etc/ssl/intermediates.pem
    root_certificates:
      - /etc/ssl/certs
  register: web
`,
  args: {
    input_chain: arg.str({ required: true, doc: 'Certificates, each issued by the next.' }),
    root_certificates: arg.list({
      required: true,
      elements: 'path',
      doc: 'Files and folders of certificates that are trusted.',
    }),
    intermediate_certificates: arg.list({
      default: [],
      elements: 'path',
      doc: 'Files and folders of others.',
    }),
  },
  returns: {
    root: 'The root certificate',
    chain: 'What was missing, the root included',
    complete_chain: 'All certificates, from the first to the root',
  },
  support: { check: 'full', diff: 'none' },
  onlyLooks: true,
  async plan({ args, target, controller }): Promise<Plan> {
    const chain = linksOf(args.input_chain, (number) =>
      fail(`Cannot parse certificate #${number} from input chain`),
    );
    if (chain.length === 0) fail('Input chain must contain at least one certificate');
    checkChain(chain);
    const load = async (paths: readonly string[]): Promise<Link[]> => {
      if (paths.length === 0) return [];
      const { stdout } = await target.query({
        shell: `set -- ${quoteWords(paths)}\n${READING}`,
        env: { LC_ALL: 'C' },
      });
      // Each file's name is behind a separator, those of missing ones behind another.
      return stdout
        .toString()
        .split(/(?=[\x1d\x1e])/)
        .flatMap((part) => {
          const end = part.indexOf('\n');
          const [name, text] = [part.slice(1, end), part.slice(end + 1)];
          if (part.startsWith('\x1d')) {
            controller.warn(
              `Cannot read certificate file b'${name}': [Errno 2] No such file or directory: b'${name}'`,
            );
          }
          return linksOf(text, (number) =>
            controller.warn(`Cannot parse certificate #${number} from ${name}`),
          );
        });
    };
    const [roots, intermediates] = await Promise.all([
      load(args.root_certificates),
      load(args.intermediate_certificates),
    ]);
    const completed = completion(chain, roots, intermediates);
    const pems = [...chain, ...completed].map(({ pem }) => pem);
    return {
      changes: [],
      result: {
        changed: false,
        root: pems.at(-1) ?? null,
        chain: completed.map(({ pem }) => pem),
        complete_chain: pems,
      },
    };
  },
});
