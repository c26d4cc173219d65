const RESERVED = '__proto__';

/**
 * Where a value out of JSON has a member that no object of ours can have, as `metadata.__proto__`; null without one.
 * Schemas leave such a member out without a word, so who sent it would not get back what it gave.
 */
export function reservedMember(value: unknown): string | null {
  if (typeof value !== 'object' || value === null) {
    return null;
  }
  if (Object.hasOwn(value, RESERVED)) {
    return RESERVED;
  }
  for (const [name, member] of Object.entries(value)) {
    const found = reservedMember(member);
    if (found !== null) {
      return `${name}.${found}`;
    }
  }
  return null;
}
