import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { catalogue } from '../../rehearsal/releases/catalogue.ts';
import { type ReleaseServer, serveReleases } from '../../rehearsal/releases/server.ts';

let server: ReleaseServer;

beforeAll(async () => {
  server = await serveReleases(catalogue((version) => `#!/bin/sh\necho ${version}\n`));
});
afterAll(() => server.close());

interface Described {
  tag_name: string;
  assets: Array<{ name: string; browser_download_url: string }>;
}
const describeRelease = async (path: string): Promise<Described> =>
  (await fetch(`${server.url}/repos/${path}`)).json() as Promise<Described>;
const download = async (url: string) => Buffer.from(await (await fetch(url)).arrayBuffer());

describe('the API', () => {
  it('describes a tag and the latest release', async () => {
    expect((await describeRelease('istio/istio/releases/tags/0.5.0')).tag_name).toBe('0.5.0');
    expect((await describeRelease('minishift/minishift/releases/latest')).tag_name).toBe('v1.34.3');
  });

  it('knows no other tag or project', async () => {
    for (const path of ['istio/istio/releases/tags/9.9.9', 'istio/none/releases/latest']) {
      const response = await fetch(`${server.url}/repos/${path}`);
      expect(response.status).toBe(404);
      expect(await response.json()).toMatchObject({ message: 'Not Found' });
    }
  });

  it('names assets as the projects did and do', async () => {
    const names = async (path: string) =>
      (await describeRelease(path)).assets.map(({ name }) => name);
    expect(await names('istio/istio/releases/tags/0.2.7')).toContain('istio-0.2.7-linux.tar.gz');
    expect(await names('istio/istio/releases/tags/1.20.3')).toContain(
      'istio-1.20.3-linux-amd64.tar.gz',
    );
    expect(await names('minishift/minishift/releases/tags/v1.11.0')).toContain(
      'minishift-1.11.0-darwin-amd64.tgz',
    );
  });
});

describe('assets', () => {
  it('are archives that tar reads, with the checksum they say', async () => {
    const { assets } = await describeRelease('minishift/minishift/releases/tags/v1.11.0');
    const archive = assets.find(({ name }) => name === 'minishift-1.11.0-linux-amd64.tgz');
    const listed = assets.find(({ name }) => name === 'minishift-1.11.0-linux-amd64.tgz.sha256');
    const bytes = await download(archive?.browser_download_url ?? '');
    const sum = (await download(listed?.browser_download_url ?? '')).toString();
    expect(sum.split(' ')[0]).toBe(createHash('sha256').update(bytes).digest('hex'));
    const content = execFileSync('tar', ['-xzO', 'minishift-1.11.0-linux-amd64/minishift'], {
      input: bytes,
    });
    expect(content.toString()).toContain('echo 1.11.0');
  });

  it('of Istio have the layout that its users expect', async () => {
    const bytes = await download(
      `${server.url}/istio/istio/releases/download/0.5.0/istio-0.5.0-linux.tar.gz`,
    );
    const listed = execFileSync('tar', ['-tz'], { input: bytes }).toString().split('\n');
    expect(listed).toEqual(
      expect.arrayContaining([
        'istio-0.5.0/bin/istioctl',
        'istio-0.5.0/install/kubernetes/istio-auth.yaml',
        'istio-0.5.0/install/kubernetes/addons/servicegraph.yaml',
        'istio-0.5.0/samples/bookinfo/kube/bookinfo.yaml',
      ]),
    );
  });

  it('come by a redirect, and not again to those who have them', async () => {
    const url = `${server.url}/weaveworks/scope/releases/download/v1.13.2/k8s-scope.yaml`;
    expect((await fetch(url, { redirect: 'manual' })).status).toBe(302);
    const response = await fetch(url);
    expect(await response.text()).toContain('weaveworks/scope:1.13.2');
    const since = response.headers.get('last-modified') ?? '';
    expect((await fetch(url, { headers: { 'if-modified-since': since } })).status).toBe(304);
    expect((await fetch(url, { method: 'HEAD' })).status).toBe(200);
  });
});
