export * from './errors.ts';
export * from './span.ts';
