const SANE_NAME = /^[A-Za-z][A-Za-z0-9_.-]{0,31}$/;
const MAX_NAMES = 20;

/** `a=secret&b=2` → `a&b`. What has no value, or a strange name, may be a secret itself. */
function namesOf(query: string): string {
  const names = query.split('&', MAX_NAMES).map((pair) => {
    const [name = '', value] = pair.split('=', 2);
    return value !== undefined && SANE_NAME.test(name) ? name : '…';
  });
  return [...new Set(names)].join('&');
}

/** Where a query or a fragment begins; also one that was escaped, as by whoever puts a whole link into a path. */
const BEGIN = /[?#]|;(?=[\w.-]+=)|%(?:25)*(?:3f|23)/i;
const QUERY = /^(?:[?;]|%(?:25)*3f)([^#]+)/i;

/** An address without a host, as path and parameter names: links and tokens stand in values. */
export function hideQuery(address: string): string {
  const at = address.search(BEGIN);
  if (at === -1) {
    return address;
  }
  const path = address.slice(0, at);
  const query = QUERY.exec(address.slice(at))?.[1];
  return query === undefined ? path : `${path}?${namesOf(query)}`;
}

const LINK = /\b([a-z][a-z0-9+.-]*:\/\/)(?:[^\s"'<>/?#@]*@)?([^\s"'<>]*)/gi;

/** Hides the queries and credentials of all links in a text: signed media links, share tokens, passwords. */
export const hideQueries = (text: string): string =>
  text.includes('://')
    ? text.replace(LINK, (_link, scheme: string, rest: string) => `${scheme}${hideQuery(rest)}`)
    : text;
