import type { Scope, TemplateServices, Without } from '../contract.ts';
import { ansibleError } from './errors.ts';
import type { TemplarParts } from './templar.ts';

/** A Templar's parts for rendering that may be thrown away: no lookup runs, nobody is warned, and some names are taboo. */
export function rehearsalParts(parts: TemplarParts, without: Without): TemplarParts {
  return {
    scope: withoutNames(parts.scope, without),
    services: withoutEffects(parts.services, without),
    settings: parts.settings,
  };
}

function refuse({ refused }: Without, what: string): never {
  refused();
  throw ansibleError(`${what} is out of reach in a rehearsal`);
}

function withoutNames(scope: Scope, without: Without): Scope {
  return {
    get: (name) => (without.names.has(name) ? refuse(without, name) : scope.get(name)),
    names: () => scope.names(),
    ...(scope.textType && { textType: (name: string) => scope.textType?.(name) }),
  };
}

function withoutEffects(services: TemplateServices, without: Without): TemplateServices {
  const { lookups } = services;
  return {
    ...services,
    ...(lookups && { lookups: (name) => lookups(name) && (() => refuse(without, name)) }),
    warn() {},
    deprecate() {},
  };
}
