const keywords: ReadonlySet<string> = new Set(
  (
    'False None True and as assert async await break class continue def del elif else except finally for from ' +
    'global if import in is lambda nonlocal not or pass raise return try while with yield'
  ).split(' '),
);

/** Whether text may name a variable: a Python identifier of ASCII characters that is no keyword. */
export function isIdentifier(text: unknown): text is string {
  return typeof text === 'string' && /^[A-Za-z_][A-Za-z0-9_]*$/.test(text) && !keywords.has(text);
}
