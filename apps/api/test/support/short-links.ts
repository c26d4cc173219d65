import { listen } from '@sets/service-kit';

const withoutSlash = (path: string): string => path.replace(/\/$/, '');

/** The hosts of short links, at `{base}/{host}/{path}`: each known path redirects, every other one is gone. */
export async function startShortLinks() {
  const targets = new Map<string, string>();
  const server = await listen(
    (request, response) => {
      const target = targets.get(withoutSlash(request.url ?? ''));
      if (target === undefined) {
        response.writeHead(404).end();
      } else {
        response.writeHead(302, { Location: target }).end();
      }
    },
    { port: 0 },
  );
  return {
    baseUrl: server.url,
    address: `127.0.0.1:${server.port}`,
    lead: (shortLink: string, target: string): void => {
      const { hostname, pathname } = new URL(shortLink);
      targets.set(withoutSlash(`/${hostname}${pathname}`), target);
    },
    close: () => server.close({ graceMs: 0 }),
  };
}
