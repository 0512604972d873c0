// Runs the project's playbooks on a simulated machine: `npm run rehearse -- --help`.
import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { type Outcome, perform } from '../rehearsal/perform.ts';
import { startSshd, whyNoSshd } from '../rehearsal/sshd.ts';
import { setStage } from '../rehearsal/stage.ts';
import { summarize } from '../rehearsal/summary.ts';

const HELP = `Usage: npm run rehearse -- [STEP…] [options]

Plays the playbooks on a simulated machine: a folder of its own, simulated minishift, oc, kubectl, istioctl and crc, a
release server on loopback. Nothing else is touched.

Steps, in order (default: install):
  check       what an installation would do, in check mode
  install     the installation
  again       the installation once more: nothing changes
  remove      the removal

Options:
  --what WHAT       all (default), minishift, metrics, weavescope, istio
  --runner CMD      what runs a playbook (default: node dist/troupe.mjs playbook), such as ansible-playbook
  --ssh             through an sshd on loopback, as an ordinary user with sudo (needs root)
  --provider NAME   minishift (default), crc, existing (an OpenShift that is there), kubernetes (a plain cluster that is there)
  -e KEY=VALUE      more variables, such as istio_version=1.20.3
  --verbose         the runner's whole output
  --keep            leave the folder
  --folder PATH     use this folder`;

const INSTALL: Record<string, string> = {
  all: 'install-minishift-weavescope-istio',
  minishift: 'install-minishift',
  metrics: 'install-minishift-metrics-logs',
  weavescope: 'install-weavescope',
  istio: 'install-istio',
};
const REMOVE: Record<string, string> = {
  all: 'remove-minishift-weavescope-istio',
  minishift: 'remove-minishift',
  metrics: 'remove-minishift',
  weavescope: 'remove-weavescope',
  istio: 'remove-istio',
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    what: { type: 'string', default: 'all' },
    runner: { type: 'string' },
    ssh: { type: 'boolean', default: false },
    provider: { type: 'string', default: 'minishift' },
    variable: { type: 'string', short: 'e', multiple: true, default: [] },
    verbose: { type: 'boolean', default: false },
    keep: { type: 'boolean', default: false },
    folder: { type: 'string' },
    help: { type: 'boolean', short: 'h', default: false },
  },
});

process.exitCode = values.help ? help() : await rehearse();

function help(): number {
  console.log(HELP);
  return 0;
}

async function rehearse(): Promise<number> {
  const steps = positionals.length === 0 ? ['install'] : positionals;
  const what = values.what;
  const unknown = steps.find((step) => !['check', 'install', 'again', 'remove'].includes(step));
  if (unknown !== undefined || !(what in INSTALL)) {
    console.error(
      `${unknown ?? what}: no such ${unknown === undefined ? 'thing to rehearse' : 'step'}\n\n${HELP}`,
    );
    return 2;
  }
  const runner = values.runner?.split(/\s+/) ?? ['node', 'dist/troupe.mjs', 'playbook'];
  if (values.runner === undefined && !existsSync('dist/troupe.mjs')) {
    console.error(
      'dist/troupe.mjs is missing: run `npm run build` first, or give another --runner.',
    );
    return 2;
  }
  const noSshd = values.ssh ? whyNoSshd() : undefined;
  if (noSshd !== undefined) {
    console.error(`No rehearsal over ssh here: ${noSshd}.`);
    return 2;
  }
  const there = { existing: 'openshift', kubernetes: 'kubernetes' } as const;
  const existing = there[values.provider as keyof typeof there];
  const stage = await setStage({
    installed: [existing === undefined ? 'brew' : existing === 'openshift' ? 'oc' : 'kubectl'],
    ...(existing === undefined ? {} : { existing }),
    ...(values.folder === undefined ? {} : { folder: values.folder }),
  });
  const ssh = values.ssh ? await startSshd(stage.folder) : undefined;
  const provider = existing === undefined ? values.provider : 'existing';
  let rc = 0;
  try {
    for (const step of steps) {
      const outcome = await perform(
        stage,
        {
          runner,
          playbook: (step === 'remove' ? REMOVE[what] : INSTALL[what]) ?? '',
          check: step === 'check',
          variables: [`provider=${provider}`, ...values.variable],
        },
        ssh,
        values.verbose ? (text) => process.stdout.write(text) : undefined,
      );
      console.log(report(step, outcome));
      rc = outcome.rc;
      if (rc !== 0) {
        if (!values.verbose) console.log(outcome.output.split('\n').slice(-40).join('\n'));
        break;
      }
    }
    console.log(`\n${summarize(stage, ssh)}`);
    if (values.keep) console.log(`Left in ${stage.folder}`);
  } finally {
    await ssh?.stop();
    await stage.strike(values.keep);
  }
  return rc;
}

function report(step: string, { rc, counts, seconds }: Outcome): string {
  const shown = counts
    ? ['ok', 'changed', 'failed', 'skipped'].map((name) => `${name}=${counts[name] ?? 0}`).join(' ')
    : 'no recap';
  return `${step.padEnd(8)} rc=${rc} ${shown} in ${seconds.toFixed(1)} s`;
}
