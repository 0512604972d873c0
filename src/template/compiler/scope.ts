import { type CompiledExpression, type Frame, MISSING, type Slot } from '../runtime/frame.ts';
import type { Load, Reference } from './symbols.ts';
import { Symbols, Unit } from './symbols.ts';

/** What compiling a statement or an expression has to know of the place where it stands. */
export interface Scope {
  readonly symbols: Symbols;
  readonly unit: Unit;
  /** Directly in the template: assignments are exported. */
  readonly toplevel: boolean;
  /** Directly in the template, not even under an `if`. */
  readonly rootLevel: boolean;
  /** Under a condition: unknown filters and tests fail only when reached. */
  readonly soft: boolean;
  /** Output has to ask whether the template extends another one. */
  readonly checksExtends: boolean;
}

export function rootScope(toplevel: boolean, checksExtends: boolean): Scope {
  const unit = new Unit(undefined);
  return {
    symbols: new Symbols(unit),
    unit,
    toplevel,
    rootLevel: toplevel,
    soft: false,
    checksExtends,
  };
}

/** A scope inside another one and in the same function. */
export function innerScope(scope: Scope): Scope {
  return {
    symbols: new Symbols(scope.unit, scope.symbols),
    unit: scope.unit,
    toplevel: false,
    rootLevel: false,
    soft: scope.soft,
    checksExtends: scope.checksExtends,
  };
}

/** A scope inside another one, as a function of its own. */
export function functionScope(scope: Scope): Scope {
  const unit = new Unit(scope.unit);
  return {
    symbols: new Symbols(unit, scope.symbols),
    unit,
    toplevel: false,
    rootLevel: false,
    soft: scope.soft,
    checksExtends: false,
  };
}

/** The same scope under a condition. */
export const softScope = (scope: Scope): Scope => ({ ...scope, soft: true, rootLevel: false });

function distance(from: Unit, to: Unit): number {
  let steps = 0;
  for (let unit: Unit | undefined = from; unit !== to; unit = unit.outer) {
    if (unit === undefined) throw new Error('variable of a function that is not around');
    steps++;
  }
  return steps;
}

/** Finds the frame that holds a variable. */
export function frameOf(scope: Scope, ref: Reference): (frame: Frame) => Frame {
  const steps = distance(scope.unit, ref.unit);
  if (steps === 0) return (frame) => frame;
  if (steps === 1) return (frame) => frame.outer as Frame;
  return (frame) => {
    let found = frame;
    for (let i = 0; i < steps; i++) found = found.outer as Frame;
    return found;
  };
}

/** Looks a variable up whose slot is still empty. */
function resolveSlot(frame: Frame, slot: number, name: string): Slot {
  const value = frame.context.get(name);
  const held = value === undefined ? MISSING : value;
  frame.slots[slot] = held;
  return held;
}

/** Reads a variable; MISSING when it has no value. */
export function slotReader(scope: Scope, ref: Reference): (frame: Frame) => Slot {
  const { slot, name } = ref;
  if (ref.unit === scope.unit)
    return (frame) => {
      const value = frame.slots[slot];
      return value === undefined ? resolveSlot(frame, slot, name) : value;
    };
  const holder = frameOf(scope, ref);
  return (frame) => {
    const owner = holder(frame);
    const value = owner.slots[slot];
    return value === undefined ? resolveSlot(owner, slot, name) : value;
  };
}

/** Reads a variable as an expression: an undefined value when it has none. */
export function nameReader(scope: Scope, name: string): CompiledExpression {
  const ref = scope.symbols.ref(name);
  const { slot } = ref;
  if (ref.unit === scope.unit)
    return (frame) => {
      let value = frame.slots[slot];
      if (value === undefined) value = resolveSlot(frame, slot, name);
      return value === MISSING ? frame.context.environment.undefined({ name }) : (value as never);
    };
  const read = slotReader(scope, ref);
  return (frame) => {
    const value = read(frame);
    return value === MISSING || value === undefined
      ? frame.context.environment.undefined({ name })
      : value;
  };
}

type Enter = (frame: Frame) => void;

/**
 * Sets the variables of a scope as they are on entering it; undefined when there is nothing to do.
 * @param fresh the scope begins a frame that nothing has used yet
 */
export function scopeEntry(scope: Scope, fresh = false): Enter | undefined {
  const steps: Enter[] = [];
  for (const [ref, load] of scope.symbols.loads) {
    // A new frame's slots are empty already.
    const step = fresh && load.kind === 'resolve' ? undefined : slotEntry(scope, ref, load);
    if (step !== undefined) steps.push(step);
  }
  if (steps.length === 0) return undefined;
  if (steps.length === 1) return steps[0];
  return (frame) => {
    for (const step of steps) step(frame);
  };
}

function slotEntry(scope: Scope, ref: Reference, load: Load): Enter | undefined {
  const { slot } = ref;
  switch (load.kind) {
    case 'parameter':
      return undefined;
    case 'undefined':
      return (frame) => {
        frame.slots[slot] = MISSING;
      };
    case 'resolve':
      return (frame) => {
        frame.slots[slot] = undefined;
      };
    case 'alias': {
      const read = slotReader(scope, load.of);
      return (frame) => {
        frame.slots[slot] = read(frame);
      };
    }
  }
}
