/** Ends an exhaustive switch: a new union member becomes a compile error here, a bad value at run time a throw. */
export function assertNever(value: never): never {
  throw new Error(`unexpected value: ${JSON.stringify(value)}`);
}
