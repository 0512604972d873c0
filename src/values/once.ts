/** A value that is made when it is first asked for: tables and regular expressions that few runs need would slow every start. */
export function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
