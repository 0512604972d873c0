import { createHash } from 'node:crypto';
import { type ArchiveEntry, tarGz } from './archive.ts';
import { istioFiles } from './istio.ts';
import { scopeManifest } from './scope.ts';

/** A release as the server offers it; contents are made when somebody asks. */
export interface Release {
  tag: string;
  assets: Map<string, () => Buffer>;
}

/** By `owner/name`, newest first. */
export type Catalogue = Map<string, Release[]>;

/**
 * The releases that the roles and playbooks name.
 * @param program text of the simulated programs for a version of theirs
 */
export function catalogue(program: (version: string) => string): Catalogue {
  return new Map([
    [
      'istio/istio',
      ['1.20.3', '1.4.10', '0.5.1', '0.5.0', '0.2.7'].map((v) => istio(v, program(v))),
    ],
    ['minishift/minishift', ['1.34.3', '1.11.0', '1.8.0'].map((v) => minishift(v, program(v)))],
    ['minishift/minishift-b2d-iso', [blob('v1.2.0', 'minishift-b2d.iso')]],
    ['minishift/minishift-centos-iso', [blob('v1.2.0', 'minishift-centos7.iso')]],
    ['dhiltgen/docker-machine-kvm', [blob('v0.7.0', 'docker-machine-driver-kvm')]],
    ['openshift/crc', [openshiftLocal(program('2.31.0'))]],
    ['weaveworks/scope', ['1.13.2'].map(scope)],
  ]);
}

function istio(version: string, program: string): Release {
  const archive = once(() => tarGz(istioFiles(version, program)));
  const modern = !/^(0|1\.[0-5])\./.test(version);
  const platforms = modern ? ['linux-amd64', 'linux-arm64', 'osx', 'osx-arm64'] : ['linux', 'osx'];
  return release(
    version,
    platforms.map((platform) => [`istio-${version}-${platform}.tar.gz`, archive]),
    modern,
  );
}

function minishift(version: string, program: string): Release {
  return release(
    `v${version}`,
    ['linux', 'darwin'].map((system) => {
      const folder = `minishift-${version}-${system}-amd64`;
      const entries: ArchiveEntry[] = [
        { path: `${folder}/LICENSE`, content: 'Apache License 2.0\n' },
        { path: `${folder}/README.adoc`, content: '= Minishift\n' },
        { path: `${folder}/minishift`, content: program, mode: 0o755 },
      ];
      return [`${folder}.tgz`, once(() => tarGz(entries))];
    }),
    true,
  );
}

const blob = (tag: string, name: string): Release =>
  release(
    tag,
    [[name, () => Buffer.from(`#!/bin/sh\n# ${name} ${tag}, simulated\nexit 0\n`)]],
    false,
  );

/** On its mirror it ends in .tar.xz; tar looks at the content. */
function openshiftLocal(program: string): Release {
  const folder = 'crc-linux-2.31.0-amd64';
  const archive = once(() => tarGz([{ path: `${folder}/crc`, content: program, mode: 0o755 }]));
  return release('latest', [['crc-linux-amd64.tar.xz', archive]], false);
}

const scope = (version: string): Release =>
  release(`v${version}`, [['k8s-scope.yaml', () => Buffer.from(scopeManifest(version))]], false);

function release(
  tag: string,
  assets: Array<[name: string, content: () => Buffer]>,
  checksums: boolean,
): Release {
  const all = new Map(assets);
  for (const [name, content] of checksums ? assets : []) {
    all.set(`${name}.sha256`, () => Buffer.from(`${sha256(content())}  ${name}\n`));
  }
  return { tag, assets: all };
}

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

function once(make: () => Buffer): () => Buffer {
  let made: Buffer | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
