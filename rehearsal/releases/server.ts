import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Catalogue, Release } from './catalogue.ts';
import { scopeManifest } from './scope.ts';

export interface ReleaseServer {
  /** `http://127.0.0.1:PORT` */
  url: string;
  /** `METHOD path → status`, in order. */
  requests: string[];
  close(): Promise<void>;
}

/** When everything served was last changed. */
const MODIFIED = new Date('2018-02-01T16:00:00Z');

/** Serves the catalogue on loopback, in the shapes of GitHub's API and of its downloads. */
export async function serveReleases(releases: Catalogue, port = 0): Promise<ReleaseServer> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    response.on('finish', () =>
      requests.push(`${request.method} ${path} → ${response.statusCode}`),
    );
    respond(releases, request, response, path);
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function respond(
  releases: Catalogue,
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
): void {
  const base = `http://${request.headers.host}`;
  const parts = path.split('/').slice(1);
  if (parts[0] === 'repos') {
    const project = `${parts[1]}/${parts[2]}`;
    const found = findRelease(releases.get(project), parts.slice(3));
    if (found) json(response, 200, describe(base, project, found));
    else {
      json(response, 404, {
        message: 'Not Found',
        documentation_url: 'https://docs.github.com/rest/releases/releases',
      });
    }
    return;
  }
  if (path === '/k8s/scope.yaml') {
    send(request, response, Buffer.from(scopeManifest('1.7.3')));
    return;
  }
  // GitHub sends a download on to where it is stored.
  const mirrored = parts[0] === 'pub';
  const stored = parts[0] === 'objects' || mirrored;
  const [owner, name, , , tag, asset] = mirrored
    ? ['openshift', 'crc', '', '', parts[4], parts[5]]
    : stored
      ? parts.slice(1)
      : parts;
  const release = releases.get(`${owner}/${name}`)?.find((candidate) => candidate.tag === tag);
  const content = release?.assets.get(asset ?? '');
  if (!content) {
    response.writeHead(404, { 'content-type': 'text/plain' }).end('Not Found');
  } else if (stored) {
    send(request, response, content());
  } else {
    response.writeHead(302, { location: `${base}/objects${path}` }).end();
  }
}

function findRelease(known: Release[] | undefined, rest: string[]): Release | undefined {
  if (rest[0] !== 'releases') return undefined;
  if (rest[1] === 'latest') return known?.[0];
  return rest[1] === 'tags' ? known?.find((release) => release.tag === rest[2]) : undefined;
}

function describe(base: string, project: string, release: Release): unknown {
  return {
    url: `${base}/repos/${project}/releases/tags/${release.tag}`,
    html_url: `${base}/${project}/releases/tag/${release.tag}`,
    tag_name: release.tag,
    name: release.tag,
    draft: false,
    prerelease: false,
    assets: [...release.assets.keys()].map((name) => ({
      name,
      content_type: 'application/octet-stream',
      browser_download_url: `${base}/${project}/releases/download/${release.tag}/${name}`,
    })),
  };
}

function json(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' });
  response.end(JSON.stringify(value));
}

function send(request: IncomingMessage, response: ServerResponse, bytes: Buffer): void {
  const since = Date.parse(request.headers['if-modified-since'] ?? '');
  const headers = { 'last-modified': MODIFIED.toUTCString() };
  if (since >= MODIFIED.getTime()) {
    response.writeHead(304, headers).end();
    return;
  }
  response.writeHead(200, {
    ...headers,
    'content-type': 'application/octet-stream',
    'content-length': bytes.length,
  });
  response.end(request.method === 'HEAD' ? undefined : bytes);
}
