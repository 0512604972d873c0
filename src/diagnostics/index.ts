export * from './errors.ts';
export * from './frame.ts';
export * from './source-text.ts';
export * from './span.ts';
