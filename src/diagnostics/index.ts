export * from './errors.ts';
export * from './source-text.ts';
export * from './span.ts';
