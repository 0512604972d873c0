import type { ReadTarget } from '../../targets/types.ts';
import { fromPlain, toPlain } from '../../values/plain.ts';
import type { Controller } from '../contract.ts';
import { fail, leaveToPython } from '../definition/failure.ts';
import { findSource } from '../files/find-source.ts';
import type { KubeObject } from './api.ts';
import { renderedTemplates } from './templates.ts';

/** Arguments that say what objects are to be like. */
export interface DefinitionArguments {
  readonly resource_definition: unknown;
  readonly src: string | null;
  readonly template: unknown;
  readonly kind: string | null;
  readonly name: string | null;
  readonly namespace: string | null;
  readonly api_version: string | null;
  readonly generate_name: string | null;
}

/** A definition that is as complete as arguments make it. */
export interface Definition extends KubeObject {
  readonly metadata: NonNullable<KubeObject['metadata']>;
}

/**
 * The definitions of a task, lists taken apart; what they leave open is filled in from the arguments.
 * @throws ModuleFailure, BeyondNative
 */
export async function readDefinitions(
  args: DefinitionArguments,
  target: ReadTarget,
  controller: Controller,
): Promise<Definition[]> {
  const written = await writtenDefinitions(args, target, controller);
  restateDefinitions(args);
  return written.flatMap((one) => {
    const definition = completed(one, args);
    const { kind, apiVersion } = definition;
    if (!kind?.endsWith('List')) return [definition];
    const items = (definition.items ?? []) as readonly KubeObject[];
    return items.map((item) =>
      completed({ kind: kind.slice(0, -4), apiVersion: apiVersion ?? null, ...item }, args),
    );
  });
}

async function writtenDefinitions(
  args: DefinitionArguments,
  target: ReadTarget,
  controller: Controller,
): Promise<KubeObject[]> {
  if (args.template) return parsed(renderedTemplates(args.template, controller));
  const { resource_definition: definition, src } = args;
  if (isGiven(definition)) return parsed(Array.isArray(definition) ? definition : [definition]);
  if (src === null) return [{}];
  if (/^(https?|ftp):\/\//.test(src)) {
    leaveToPython('A src that is an address is only read by this module in Python');
  }
  return parsed([await fileText(src, target, controller)]);
}

/** The collection completes a task's own dicts where they are: results show them so. */
function restateDefinitions(args: DefinitionArguments): void {
  const { resource_definition: given } = args;
  for (const one of Array.isArray(given) ? given : [given]) {
    if (typeof one === 'object' && isGiven(one)) Object.assign(one, completed(one, args));
  }
}

function isGiven(value: unknown): boolean {
  if (value === null || value === undefined || value === '') return false;
  return typeof value !== 'object' || Object.keys(value).length > 0;
}

/** As with Ansible a local connection looks among the playbook's files, another one on the host. */
async function fileText(src: string, target: ReadTarget, controller: Controller): Promise<string> {
  if (target.local) {
    return findSource(
      () => controller.readFile(controller.findFile('files', src)),
      null,
    ).toString();
  }
  const content = await target.readFile(src);
  if (content === null) {
    fail(`Failed to load resource definition: [Errno 2] No such file or directory: '${src}'`);
  }
  return content.toString();
}

/** Objects of texts (which may hold several documents) and of dicts. */
async function parsed(written: readonly unknown[]): Promise<KubeObject[]> {
  const objects: KubeObject[] = [];
  for (const one of written) {
    if (typeof one !== 'string') objects.push(toPlain(fromPlain(one)) as KubeObject);
    else objects.push(...(await documents(one)));
  }
  return objects.filter(isGiven);
}

async function documents(text: string): Promise<KubeObject[]> {
  const { parseAllDocuments } = await import('yaml');
  return [...parseAllDocuments(text, { version: '1.1', merge: true })].map((document) => {
    const [error] = document.errors;
    if (error) fail(`Failed to load resource definition: ${error.message}`);
    const value: unknown = document.toJS();
    if (value !== null && typeof value !== 'object') {
      fail("Failed to load resource definition: 'str' object has no attribute 'setdefault'");
    }
    return (value ?? {}) as KubeObject;
  });
}

function completed(definition: KubeObject, args: DefinitionArguments): Definition {
  const { namespace, name, generate_name } = args;
  return {
    ...definition,
    kind: definition.kind === undefined ? args.kind : definition.kind,
    apiVersion: definition.apiVersion ?? args.api_version,
    metadata: {
      ...(namespace && { namespace }),
      ...(name && { name }),
      ...(generate_name && { generateName: generate_name }),
      ...definition.metadata,
    },
  };
}
