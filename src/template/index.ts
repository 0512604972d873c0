/** Jinja2's template language: `new Environment(options).fromString(source).render(variables)`. */
export { TemplateError } from '../diagnostics/errors.ts';
export { fromPlain, toPlain } from '../values/plain.ts';
export type { Value } from '../values/types.ts';
export type { Scope } from './contract.ts';
export { Environment, type EnvironmentOptions } from './environment.ts';
export {
  defineFilter,
  defineTest,
  type FilterContext,
  type FilterFunction,
  type TestFunction,
} from './filter-contract.ts';
export { FILTERS } from './filters/registry.ts';
export {
  ChoiceLoader,
  DictLoader,
  FileSystemLoader,
  FunctionLoader,
  PrefixLoader,
  type TemplateLoader,
} from './loaders.ts';
export { MapScope } from './runtime/context.ts';
export { ContextCallable } from './runtime/context-callable.ts';
export { nativeConcat } from './runtime/native-concat.ts';
export type { Missing, UndefinedFactory, UndefinedKind } from './runtime/undefined.ts';
export { CompiledExpressionTemplate, CompiledTemplate } from './template.ts';
export { TESTS } from './tests/registry.ts';
