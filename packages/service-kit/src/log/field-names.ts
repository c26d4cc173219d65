import { printable } from './printable.ts';

const SECRET = /authorization|cookie|passw(or)?d|passphrase|secret|apikey|credential|privatekey|appcheck|signature/;
const TOKEN = /token/;

export interface FieldName {
  /** As a member of a JSON object begins. */
  readonly json: string;
  readonly secret: 'never' | 'always' | 'unless_number';
}

export type ReadName = (name: string) => FieldName;

/** Names that are remembered, and how long they may be: others are somebody's data. */
const [MAX_NAMES, MAX_LENGTH] = [1_000, 64];

/** What must never be logged stands under such a name. Token counts are numbers and stay readable. */
function secretOf(name: string): FieldName['secret'] {
  const plain = name.toLowerCase().replace(/[^a-z0-9]/g, '');
  if (SECRET.test(plain)) {
    return 'always';
  }
  return TOKEN.test(plain) ? 'unless_number' : 'never';
}

/** The same few names are on every line: reading them anew costs more than all their values. */
export function rememberNames(): ReadName {
  const known = new Map<string, FieldName>();
  return (name) => {
    const found = known.get(name);
    if (found !== undefined) {
      return found;
    }
    const read: FieldName = { json: `${JSON.stringify(printable(name))}:`, secret: secretOf(name) };
    if (known.size < MAX_NAMES && name.length <= MAX_LENGTH) {
      known.set(name, read);
    }
    return read;
  };
}
